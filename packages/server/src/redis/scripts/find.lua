-- Reads a session.  KEYS: the session.  ARGV: era
local record = load(KEYS[1])
if not record then return { 'missing' } end
return session(standing(record, ARGV[1]), record)
