-- Takes a fence away, if it is the one that was put up; the record is compared with the database before it is believed
-- again.  KEYS: the record, its gate.  ARGV: the name of the fence
local gate = redis.call('GET', KEYS[2])
if gate and (gate == 'fence:' .. ARGV[1] or string.sub(gate, 1, 5) ~= 'fence') then redis.call('DEL', KEYS[2]) end
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'd', '1') end
return 1
