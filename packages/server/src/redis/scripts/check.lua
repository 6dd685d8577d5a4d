-- Fails where nothing can be written.  KEYS: any
redis.call('SET', KEYS[1], '1', 'PX', 60000)
return 1
