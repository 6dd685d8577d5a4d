/** No spelling of a path gets past a matcher to a route that only the matcher protects, in any router. */

import { createRouteMatcher } from '@coatcheck/sdk/backend'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Backend, type RunningApp, sendRaw, startBackend } from './backend.ts'
import { APPS } from './example-apps.ts'

let backend: Backend
beforeAll(async () => {
  backend = await startBackend()
})
afterAll(() => backend.close())

const letter = (text: string) =>
  fc.constantFrom(text, text, text.toUpperCase(), `%${text.charCodeAt(0).toString(16)}`)
const word = (text: string) => fc.tuple(...Array.from(text, letter)).map((letters) => letters.join(''))
const separator = fc.oneof(
  { weight: 3, arbitrary: fc.constant('/') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '//',
      '/./',
      '/../panel/',
      '/x/../',
      '%2f',
      '\\',
      '%5c',
      '/;/',
      '/%2e%2e/',
      '/%2e/',
    ),
  },
)
const start = fc.constantFrom('', '', 'http://other.example', '/open/..', '/.', '//other.example', '/open;')
const end = fc.constantFrom(
  '',
  '',
  '/',
  '//',
  ';',
  ';a=b',
  '?',
  '?x=/open',
  '#',
  '%00',
  '%20',
  '%3f',
  '/.',
  '/x/..',
)
const disguised = fc
  .tuple(start, separator, word('panel'), separator, word('secret'), end)
  .map((parts) => parts.join(''))

describe.each(APPS)('with %s', (_, startApp) => {
  test.each([
    ['a list of protected routes', createRouteMatcher(['/panel/*'])],
    ['a list of public routes', createRouteMatcher({ public: ['/open', '/me', '/owner'] })],
  ])('and %s', async (_name, protectedRoutes) => {
    const { accessToken } = (await backend.signUp()).app
    const app: RunningApp = await startApp(backend.auth, protectedRoutes)
    const reached = new Set<string>()
    try {
      await fc.assert(
        fc.asyncProperty(disguised, async (path) => {
          const { text } = await sendRaw(app.url, path)
          expect([path, text]).not.toEqual([path, expect.stringContaining('{"secret":true}')])
          const withToken = await sendRaw(app.url, path, String(accessToken))
          if (withToken.text.includes('{"secret":true}')) reached.add(path)
        }),
        {
          numRuns: 400,
          examples: [['/panel/secret'], ['/PANEL/secret'], ['/p%61nel/secret'], ['//panel/secret']],
        },
      )
    } finally {
      await app.close()
    }
    // Some disguises do lead to the route: it is the matcher that stops who has no token.
    expect(reached.size).toBeGreaterThan(1)
  })
})
