-- Before every script. A record is a hash: `b1`, `b2`, ... spell the row of the database in pieces short enough for
-- Redis to keep the hash as one packed list; beside them stand the members that change here.
--
-- A record is believed while three things hold: this server's history is the one under which the record was last
-- compared with the database (`ln`; a restart or a failover starts another), the database counts the same era (`era`;
-- another one starts when many rows changed at once), and nobody has marked it (`d`).
local MAX_PIECES = 16

local function lineage()
  return string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
end

local function load(key)
  local flat = redis.call('HGETALL', key)
  if #flat == 0 then return nil end
  local record = {}
  for i = 1, #flat, 2 do record[flat[i]] = flat[i + 1] end
  return record
end

local function spell(record)
  local pieces = {}
  for i = 1, MAX_PIECES do
    local piece = record['b' .. i]
    if not piece then break end
    pieces[i] = piece
  end
  return table.concat(pieces)
end

-- `held`: believed. `doubted`: all its members are right, the row may be outdated. `lost`: writes may be missing.
local function standing(record, era)
  if record.ln ~= lineage() then return 'lost' end
  if record.d or record.era ~= era then return 'doubted' end
  return 'held'
end

local function session(state, record)
  return { state, spell(record), record.n, record.k, record.kv, record.kt, record.kk, record.pk, record.pu, record.la,
    record.tu, record.cp }
end

-- `idle` is the limit with its slack; `dead`: an end, or the user's standing.
local function alive(record, now)
  if record.dead == '1' or now >= tonumber(record.abs) then return false end
  return record.idle == '' or now < tonumber(record.la) + tonumber(record.idle)
end

-- Somebody acted. Until when the database must promise activity now; nothing while what it has promised is enough.
local function act(key, record, now)
  if now <= tonumber(record.la) then return nil end
  redis.call('HSET', key, 'la', now)
  record.la = tostring(now)
  if record.idle == '' or now <= tonumber(record.cp) then return nil end
  local promised = now + tonumber(record.ahead)
  redis.call('HSET', key, 'cp', promised)
  return tostring(promised)
end
