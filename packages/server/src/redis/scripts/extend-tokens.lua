-- Remembers of a living session until when its tokens live.  KEYS: the session.  ARGV: era, now, until
local record = load(KEYS[1])
if not record then return { 'missing' } end
local state = standing(record, ARGV[1])
if state ~= 'held' then return session(state, record) end
if not alive(record, tonumber(ARGV[2])) or record.due == '1' then return session('unmatched', record) end
if record.tu == '' or tonumber(record.tu) < tonumber(ARGV[3]) then
  redis.call('HSET', KEYS[1], 'tu', ARGV[3])
  record.tu = ARGV[3]
end
return session('extended', record)
