/** `req.auth` is an object and a function; who asks before anybody found out is told so. */

import { expect, type Mock, test, vi } from 'vitest'
import { CLAIMS, NOW_SECONDS } from '../../../../tests/support/session-tokens.ts'
import { signedIn, signedOut } from '../backend/request-state.ts'
import { coatcheck, type ExpressRequest, getAuth, requireAuth } from '../express/index.ts'
import { requireAuth as requireAuthOfFastify } from '../fastify/index.ts'
import { callableAuth } from './callable-auth.ts'
import { createAuth } from './create-auth.ts'

const BY = {
  tokenType: 'session',
  claims: CLAIMS,
  nowMs: NOW_SECONDS * 1000,
  rolesOf: undefined,
  setCookies: [],
  getToken: () => Promise.resolve('t'),
} as const

test.each([signedIn(BY), signedOut('token-missing')])('auth has everything, called or not', (state) => {
  const auth = callableAuth(state)
  expect(auth()).toBe(state)
  expect(Object.fromEntries(Object.entries(auth))).toEqual(state)
  expect(Object.isFrozen(auth)).toBe(true)
})

test('a guard that nothing ran before lets nobody on', async () => {
  const next = vi.fn<() => void>()
  const request = { url: '/', originalUrl: '/', baseUrl: '', headers: {} }
  const response = responseOf(vi.fn<() => void>())
  await expect(requireAuth()(request, response, next)).rejects.toThrow('coatcheck() runs before')
  await expect(requireAuthOfFastify()({}, {} as never)).rejects.toThrow('coatcheck() runs before')
  expect(next).not.toHaveBeenCalled()
})

test('a guard believes what was found out, not what others put into req.auth', async () => {
  const request: ExpressRequest = { url: '/', originalUrl: '/', baseUrl: '', method: 'GET', headers: {} }
  const response = responseOf(vi.fn<() => void>())
  const next = vi.fn<() => void>()
  const auth = createAuth({ issuer: 'https://auth.example', jwks: { keys: [] } })
  await coatcheck({ auth })(request, response, next)
  expect(next).toHaveBeenCalledOnce()
  request.auth = callableAuth(signedIn(BY))
  await requireAuth()(request, response, next)
  expect(getAuth(request).userId).toBeNull()
  expect(response.writeHead.mock.calls).toEqual([[401, expect.anything()]])
  expect(next).toHaveBeenCalledOnce()
})

/** An answer that does nothing. */
function responseOf(writeHead: Mock<() => void>) {
  const nothing = (): void => {}
  return {
    writeHead,
    setHeader: nothing,
    appendHeader: nothing,
    getHeader: () => undefined,
    removeHeader: nothing,
    end: nothing,
  }
}
