/** Addresses of Redis, as one URL says them. */

import { expect, test } from 'vitest'
import { readRedisAddress } from './redis-address.ts'

test.each([
  ['redis://localhost', [{ host: 'localhost', port: 6379 }], {}, false, null],
  ['redis://127.0.0.1:7000/0', [{ host: '127.0.0.1', port: 7000 }], {}, false, null],
  [
    'rediss://default:p%40ss:word@x.upstash.io:6379',
    [{ host: 'x.upstash.io', port: 6379 }],
    { username: 'default', password: 'p@ss:word' },
    true,
    null,
  ],
  ['redis://:secret@[::1]:6380', [{ host: '::1', port: 6380 }], { password: 'secret' }, false, null],
  [
    'redis://a:1,b:2,c',
    [
      { host: 'a', port: 1 },
      { host: 'b', port: 2 },
      { host: 'c', port: 6379 },
    ],
    {},
    false,
    null,
  ],
  [
    'rediss+sentinel://me:x@a,b:26380/main',
    [
      { host: 'a', port: 26_379 },
      { host: 'b', port: 26_380 },
    ],
    { username: 'me', password: 'x' },
    true,
    'main',
  ],
])('%s', (url, hosts, login, isSecure, sentinelName) => {
  expect(readRedisAddress(url)).toEqual({ hosts, login, isSecure, sentinelName })
})

test.each([
  'https://x.upstash.io',
  'localhost:6379',
  'redis://',
  'redis://a:b:c',
  'redis://a:port',
  'redis://a:70000',
  'redis://a/1',
  'redis://a,,b',
  'redis+sentinel://a',
  'redis+sentinel://a/0',
  'redis://a?x=1',
  'redis://%zz@a',
])('%s is no address', (url) => {
  expect(readRedisAddress(url)).toBeNull()
})
