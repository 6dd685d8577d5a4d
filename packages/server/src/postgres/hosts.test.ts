import { expect, test } from 'vitest'
import { splitHosts } from './hosts.ts'

test('a URL with one host is that URL', () => {
  const url = 'postgres://ada:p%40ss@db.example:6432/coatcheck?sslmode=require'
  expect(splitHosts(url)).toEqual([url])
})

test('a URL with several hosts is one for each, in their order', () => {
  expect(
    splitHosts('postgres://ada:a,b@one.example:5433,other.example,[::1]:5434/main?sslmode=require'),
  ).toEqual([
    'postgres://ada:a,b@one.example:5433/main?sslmode=require',
    'postgres://ada:a,b@other.example/main?sslmode=require',
    'postgres://ada:a,b@[::1]:5434/main?sslmode=require',
  ])
})

test.each(['read-write', 'primary'])('target_session_attrs=%s says what holds anyway', (wanted) => {
  expect(splitHosts(`postgresql://one,other/main?target_session_attrs=${wanted}`)).toEqual([
    'postgresql://one/main',
    'postgresql://other/main',
  ])
})

test.each([
  ['another scheme', 'mysql://one/main'],
  ['no database', 'postgres://one,other'],
  ['an empty database', 'postgres://one,other/?sslmode=require'],
  ['no host', 'postgres:///main'],
  ['an empty host', 'postgres://one,,other/main'],
  ['a port that is none', 'postgres://one:x,other/main'],
  ['servers that take no writes', 'postgres://one,other/main?target_session_attrs=prefer-standby'],
])('%s is refused', (_, url) => {
  expect(splitHosts(url)).toBeNull()
})
