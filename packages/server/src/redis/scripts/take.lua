-- Takes one from a bucket.  KEYS: the bucket.  ARGV: now, every, tolerated
-- It holds the theoretical arrival time: the moment at which the bucket is full again. One that is further ahead than
-- taking can lead was written while a clock was wrong, and counts for nothing.
local now, every, tolerated = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local tat = tonumber(redis.call('GET', KEYS[1]) or '0')
if tat > tolerated and tat <= tolerated + every then return tat - tolerated end
if tat < now or tat > tolerated then tat = now end
redis.call('SET', KEYS[1], tat + every, 'PX', math.max(1, tat + every - now + 60000))
return 0
