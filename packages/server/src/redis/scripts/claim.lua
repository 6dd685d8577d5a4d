-- Claims what may be used once.  KEYS: the thing.  ARGV: now, for how long
local taken = tonumber(redis.call('GET', KEYS[1]) or '0')
local now, life = tonumber(ARGV[1]), tonumber(ARGV[2])
if taken > now then return 0 end
redis.call('SET', KEYS[1], now + life, 'PX', life + 60000)
return 1
