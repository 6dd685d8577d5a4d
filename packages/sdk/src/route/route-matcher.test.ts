/** No spelling of a protected path is found unprotected, however generous the router behind it reads paths. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRouteMatcher } from './route-matcher.ts'

const isAdmin = createRouteMatcher(['/admin/*', '/users/:id/edit', '/dashboard(.*)'])
const isNotPublic = createRouteMatcher({ public: ['/', '/sign-in/*', '/docs', '/u/:name', '/blog(.*)'] })

describe('a list of protected routes', () => {
  test.each([
    ['/admin', true],
    ['/admin/', true],
    ['/admin/users/7', true],
    ['/ADMIN/Users', true],
    ['/administrator', false],
    ['/users/7/edit', true],
    ['/users/7/edit/', true],
    ['/users/7', false],
    ['/users/7/edit/more', false],
    ['/dashboard', true],
    ['/dashboards', true],
    ['/dashboard/x', true],
    ['/', false],
    ['/other?next=/admin', false],
    ['/caf%C3%A9', false],
    ['/a%20b', false],
    ['/user@example.com', false],
    ['/user%40example.com', false],
  ])('says of %s: %s', (path, expected) => {
    expect(isAdmin(path)).toBe(expected)
    expect(isAdmin({ url: path })).toBe(expected)
    expect(isAdmin(`https://app.example${path}`)).toBe(expected)
    expect(isAdmin(new Request(`https://app.example${path}`))).toBe(expected)
    expect(isAdmin(new URL(path, 'https://app.example'))).toBe(expected)
  })

  test.each([
    ['an encoded slash', '/x%2fadmin'],
    ['an encoded slash in upper case', '/x%2Fadmin'],
    ['an encoded backslash', '/x%5cadmin'],
    ['a backslash', '/x\\admin'],
    ['double encoding', '/%2561dmin'],
    ['an encoded letter', '/%61dmin'],
    ['an encoded digit', '/x%30'],
    ['an encoded dot', '/x/%2e%2e/admin'],
    ['a dot segment', '/x/../admin'],
    ['a single dot', '/./admin'],
    ['two slashes', '//admin'],
    ['two slashes inside', '/x//admin'],
    ['two slashes at the end', '/x//'],
    ['a path parameter', '/x;/admin'],
    ['an encoded path parameter', '/x%3Badmin'],
    ['an encoded question mark', '/x%3Fadmin'],
    ['an encoded hash', '/x%23admin'],
    ['a hash', '/x#/admin'],
    ['an encoded NUL', '/admin%00'],
    ['an encoded line feed', '/x%0Aadmin'],
    ['half an escape', '/x%2'],
    ['an escape that is none', '/x%zz'],
    ['an overlong UTF-8 slash', '/x%c0%afadmin'],
    ['UTF-8 cut short', '/x%c3'],
    ['a mark beside its letter', '/cafe%CC%81'],
    ['a no-break space', '/x%C2%A0'],
    ['a zero-width space', '/ad%E2%80%8Bmin'],
    ['a space at the end', '/admin%20'],
    ['no slash', 'admin'],
    ['an asterisk', '*'],
  ])('counts %s as protected', (_, path) => {
    expect(isAdmin(path)).toBe(true)
    expect(isNotPublic(path)).toBe(true)
  })

  test('finds letters that are the same only in another case', () => {
    const isSkin = createRouteMatcher(['/skin'])
    for (const path of ['/SKIN', '/\u017Fkin', '/s\u212Ain'].map(encodeURI)) expect(isSkin(path)).toBe(true)
  })
})

describe('a list of public routes', () => {
  test.each([
    ['/', false],
    ['/docs', false],
    ['/docs/', true],
    ['/Docs', true],
    ['/docs/more', true],
    ['/sign-in', false],
    ['/sign-in/', false],
    ['/sign-in/factor', false],
    ['/SIGN-IN', true],
    ['/u/ada', false],
    ['/u/', true],
    ['/u/ada/edit', true],
    ['/blog', false],
    ['/blogs/x', false],
    ['/d%6Fcs', true],
    ['/anything', true],
  ])('says of %s: protected is %s', (path, expected) => {
    expect(isNotPublic(path)).toBe(expected)
  })

  test('protects everything when nothing is public', () => {
    expect(createRouteMatcher({ public: [] })('/')).toBe(true)
  })
})

test('a pattern protects what it says, encoded as browsers do', () => {
  const isCafe = createRouteMatcher(['/café/*'])
  expect(isCafe(new Request('https://app.example/café/menu'))).toBe(true)
  expect(isCafe('/caf%c3%a9')).toBe(true)
  expect(createRouteMatcher({ public: ['/café'] })('/caf%C3%A9')).toBe(false)
  expect(createRouteMatcher(['/*'])('/')).toBe(true)
  expect(createRouteMatcher(['/docs/'])('/docs')).toBe(true)
  expect(createRouteMatcher({ public: ['/docs/'] })('/docs/')).toBe(false)
})

test.each([
  '',
  'admin',
  'https://app.example/admin',
  '/a//b',
  '//',
  '/../admin',
  '/a%2fb',
  '/a*',
  '/*/b',
  '/:id*/b',
  '/(admin)',
  '/:id?',
  '/a(.*)/b',
  '/a\\b',
  '/a?b',
  '/a#b',
])('the pattern %j is refused when the matcher is made', (pattern) => {
  expect(() => createRouteMatcher([pattern])).toThrow('a route is written')
})

test('a text is no list', () => {
  // @ts-expect-error -- as JavaScript might
  expect(() => createRouteMatcher('/admin')).toThrow('createRouteMatcher takes a list')
})

/** What the most generous router makes of a path: everything that some router somewhere does, until nothing changes. */
function mostGenerous(path: string): string {
  let read = path.split(/[?#]/)[0] ?? ''
  for (;;) {
    const decoded = read.replaceAll(/%([0-7][\da-f])/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    const folded = new URL(
      `http://h/${decoded
        .replaceAll('\\', '/')
        .replaceAll(/;[^/]*/g, '')
        .replaceAll('\0', '')
        .replaceAll(/[?#]/g, '')}`,
    ).pathname
      .replaceAll(/\/+/g, '/')
      .toLowerCase()
    if (folded === read) return read.replace(/(?<=.)\/$/, '')
    read = folded
  }
}

const SEPARATORS = ['/', '//', '/./', '/x/../', '%2f', '%2F', '\\', '%5c', '/;/', ';a=b/', '%252f', '/%2e/']
const disguisedLetter = (letter: string) =>
  fc.constantFrom(
    letter,
    letter.toUpperCase(),
    `%${letter.charCodeAt(0).toString(16)}`,
    `%25${letter.charCodeAt(0).toString(16)}`,
  )
const disguised = (word: string) =>
  fc.tuple(...Array.from(word, disguisedLetter)).map((letters) => letters.join(''))
const separator = fc.constantFrom(...SEPARATORS)
const ending = fc.constantFrom('', '/', '//', '/.', '%2f', ';a', '%00', '?a=/docs', '#', '/more', '%3fx')

/** Spellings that some router takes for `/admin/panel`, and many that none does. */
const disguisedAdmin = fc
  .tuple(separator, disguised('admin'), separator, disguised('panel'), ending)
  .map((parts) => parts.join(''))
  .map((path) => (path.startsWith('/') ? path : `/${path}`))
const anything = fc
  .array(fc.oneof(separator, ending, fc.constantFrom('admin', 'docs', 'u', '..', '%2e%2e', '%', 'panel')))
  .map((parts) => `/${parts.join('')}`)

describe('whatever way a path is spelt', () => {
  const isProtected = createRouteMatcher(['/admin/*'])
  const isProtectedByDefault = createRouteMatcher({ public: ['/', '/docs/*', '/u/:name'] })

  test('a generous router reaches nothing protected by a path that is found unprotected', () => {
    fc.assert(
      fc.property(fc.oneof(disguisedAdmin, anything), (path) => {
        const isReached = `${mostGenerous(path)}/`.startsWith('/admin/')
        return !isReached || (isProtected(path) && isProtectedByDefault(path))
      }),
      { numRuns: 20_000 },
    )
  })

  test('what is found public is read in one way only: as it is written', () => {
    fc.assert(
      fc.property(fc.oneof(disguisedAdmin, anything), (path) => {
        const written = path.replace(/\?.*/s, '').replace(/(?<=.)\/$/, '')
        return isProtectedByDefault(path) || mostGenerous(path) === written
      }),
      { numRuns: 20_000 },
    )
  })

  test('nothing makes the matcher throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof isProtected(text)).toBe('boolean')
        expect(typeof isProtected(`/${text}`)).toBe('boolean')
      }),
    )
  })
})
