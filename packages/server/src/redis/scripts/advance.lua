-- Takes a step of a refresh chain.  KEYS: the session.
-- ARGV: era, now, salt, expected counter, next counter, key hash, secret version, step kind, active, after a rollback,
-- rate: every, tolerated
local record = load(KEYS[1])
if not record then return { 'missing' } end
local state = standing(record, ARGV[1])
if state ~= 'held' then return session(state, record) end

local now, expected, key = tonumber(ARGV[2]), ARGV[4], ARGV[6]
local matches = record.salt == ARGV[3] and record.n == expected and (record.keyed == '0' or key ~= '')
if not (matches and alive(record, now)) or record.due == '1' then return session('unmatched', record) end

-- No step leads further ahead than one behind what is tolerated: what does was taken while a clock was wrong.
local every, tolerated, tat = tonumber(ARGV[11]), tonumber(ARGV[12]), tonumber(record.rt)
if tat > tolerated and tat <= tolerated + every then return { 'limited', tostring(tat - tolerated) } end
if tat < now or tat > tolerated then tat = now end

local rollback = ARGV[10]
local previous = rollback == '1' and '' or record.k
redis.call('HSET', KEYS[1], 'n', ARGV[5], 'pk', previous, 'pu', rollback, 'k', key, 'kv', ARGV[7], 'kt', ARGV[2],
  'kk', ARGV[8], 'rt', tat + every)
record.n, record.pk, record.pu, record.k, record.kv, record.kt, record.kk =
  ARGV[5], previous, rollback, key, ARGV[7], ARGV[2], ARGV[8]
local promised = ARGV[9] == '1' and act(KEYS[1], record, now) or nil
local answer = session('advanced', record)
answer[#answer + 1] = promised
return answer
