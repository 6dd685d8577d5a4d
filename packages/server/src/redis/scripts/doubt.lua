-- Marks a record: it is compared with the database before it is believed again.  KEYS: the record, its gate
local gate = redis.call('GET', KEYS[2])
if gate and string.sub(gate, 1, 5) ~= 'fence' then redis.call('DEL', KEYS[2]) end
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'd', '1') end
return 1
