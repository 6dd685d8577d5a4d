-- Fences a record off: until the fence goes, everybody works on the database.  KEYS: the record, its gate.
-- ARGV: a name for the fence, its life
redis.call('SET', KEYS[2], 'fence:' .. ARGV[1], 'PX', ARGV[2])
local record = load(KEYS[1])
if not record then return { 'missing' } end
-- Whoever recalls writes the activity back as it is: the database promises nothing ahead from then on.
redis.call('HSET', KEYS[1], 'd', '1', 'cp', record.la or '')
return session(record.ln == lineage() and 'exact' or 'lost', record)
