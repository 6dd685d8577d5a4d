-- Writes a record that was read under a lease, unless somebody has broken the lease, or this is another server by now.
-- KEYS: the record, its gate.  ARGV: the lease, the lineage, how long it is kept, then members and values
if redis.call('GET', KEYS[2]) ~= ARGV[1] or lineage() ~= ARGV[2] then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], 'ln', ARGV[2], unpack(ARGV, 4))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
