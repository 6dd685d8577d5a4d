-- Moves a living session's activity to now, at most once each slack.  KEYS: the session.  ARGV: era, now
local record = load(KEYS[1])
if not record then return { 'missing' } end
local state = standing(record, ARGV[1])
if state ~= 'held' then return session(state, record) end
local now = tonumber(ARGV[2])
local promised = nil
if alive(record, now) and now - tonumber(record.la) >= tonumber(record.slack) then
  promised = act(KEYS[1], record, now)
end
local answer = session('held', record)
answer[#answer + 1] = promised
return answer
