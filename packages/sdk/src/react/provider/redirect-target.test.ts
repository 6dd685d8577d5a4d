import { expect, test } from 'vitest'
import { readRedirectTarget, withRedirectTarget } from './redirect-target.ts'

const ORIGIN = 'https://app.example.com'
const SERVER = 'https://auth.example.com'

function targetOf(named: string): string | null {
  return readRedirectTarget(
    {
      href: `${ORIGIN}/sign-in?redirect_url=${encodeURIComponent(named)}`,
      origin: ORIGIN,
    },
    SERVER,
  )
}

test.each([
  ['/notes?page=2#end', `${ORIGIN}/notes?page=2#end`],
  ['notes', `${ORIGIN}/notes`],
  [`${ORIGIN}/notes`, `${ORIGIN}/notes`],
  [`${SERVER}/oauth/authorize?client_id=1`, `${SERVER}/oauth/authorize?client_id=1`],
  ['http://auth.example.com/', null],
  ['/\\example.org', null],
  ['//example.org/', null],
  ['https://example.org/', null],
  [`${ORIGIN}.example.org/`, null],
  [`https://app.example.com@example.org/`, null],
  ['http://app.example.com/', null],
  ['javascript:alert(1)', null],
  ['data:text/html,hello', null],
  ['https://', null],
])('%s leads to %s', (named, target) => {
  expect(targetOf(named)).toBe(target)
})

test.each(['javascript:alert(1)', 'data:text/html,hello', 'file:///etc/passwd'])(
  'a page that has no origin leads nowhere by %s',
  (named) => {
    const href = `app://shell/sign-in?redirect_url=${encodeURIComponent(named)}`
    expect(readRedirectTarget({ href, origin: 'null' }, SERVER)).toBeNull()
  },
)

test('an address that names none leads nowhere', () => {
  expect(readRedirectTarget({ href: `${ORIGIN}/sign-in`, origin: ORIGIN }, SERVER)).toBeNull()
})

test('an address takes the target along beside what it says already', () => {
  expect(withRedirectTarget('/sign-in', '/a&b')).toBe('/sign-in?redirect_url=%2Fa%26b')
  expect(withRedirectTarget('/sign-in?theme=blue', '/a')).toBe('/sign-in?theme=blue&redirect_url=%2Fa')
  expect(withRedirectTarget('/sign-in', null)).toBe('/sign-in')
})
