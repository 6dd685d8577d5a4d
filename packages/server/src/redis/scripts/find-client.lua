-- Reads a client and its sessions, which share its slot.  KEYS: the client.  ARGV: era, what the sessions' keys begin with
local record = load(KEYS[1])
if not record then return { 'missing' } end
local sessions = {}
for id in string.gmatch(record.ids, '[^,]+') do
  local one = load(ARGV[2] .. id)
  sessions[#sessions + 1] = id
  sessions[#sessions + 1] = one and session(standing(one, ARGV[1]), one) or { 'missing' }
end
return { standing(record, ARGV[1]), spell(record), sessions }
