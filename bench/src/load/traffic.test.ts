/** The order in which refresh chains are stepped. */

import { expect, it } from 'vitest'
import { refreshTraffic, repeatedTraffic, singleTraffic, type RefreshDialect } from './traffic.ts'

const DIALECT: RefreshDialect = {
  successorMember: 'next',
  request: (body) => ({ method: 'POST', path: '/', headers: {}, body }),
}

it('a chain goes on with the successor that it was answered', () => {
  const traffic = refreshTraffic(1, ['a0'], DIALECT)
  traffic.next().settle('{"next":"a1"}')
  expect(traffic.next().request).toMatch(/a1$/)
})

it('a token is never under way twice', () => {
  const traffic = refreshTraffic(1, ['a0', 'b0'], DIALECT)
  const first = traffic.next()
  traffic.next()
  expect(() => traffic.next()).toThrow('more refresh chains')
  first.settle('{"next":"a1"}')
  expect(traffic.next().request).toMatch(/a1$/)
})

it('an answer without a successor is a failure', () => {
  expect(() => refreshTraffic(1, ['a0'], DIALECT).next().settle('{"next":null}')).toThrow(
    'without a successor',
  )
})

it('a 200 that says null is a failure', () => {
  const traffic = repeatedTraffic(1, [{ method: 'GET', path: '/', headers: {} }])
  expect(() => traffic.next().settle('null')).toThrow('without saying anything')
})

it('an answer that does not say what it must is a failure', () => {
  const traffic = repeatedTraffic(1, [{ method: 'GET', path: '/', headers: {} }], '"active":true')
  traffic.next().settle('{"active":true}')
  expect(() => traffic.next().settle('{"active":false}')).toThrow('does not say "active":true')
})

it('what can be sent once is sent once, in equal loads', () => {
  const requests = ['/a', '/b'].map((path) => ({ method: 'GET', path, headers: {} }) as const)
  const traffic = singleTraffic(1, requests, { loads: 2, said: 'x' })
  expect(traffic.most).toBe(1)
  expect([traffic.next(), traffic.next()].map(({ request }) => request.slice(4, 6))).toEqual(['/a', '/b'])
  expect(() => traffic.next()).toThrow('has run out')
})
