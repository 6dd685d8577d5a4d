-- How long until a bucket has one left.  KEYS: the bucket.  ARGV: now, every, tolerated
local tat = tonumber(redis.call('GET', KEYS[1]) or '0')
local wait = tat - tonumber(ARGV[3])
if wait <= 0 or wait > tonumber(ARGV[2]) then return 0 end
return wait
