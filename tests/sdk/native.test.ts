/** Native applications against a running server: signing in by a code and by the browser, and staying signed in. */

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BY_SYSTEM } from '@coatcheck/core'
import {
  deviceLogin,
  fileTokenStore,
  loopbackLogin,
  memoryTokenStore,
  type NativeOptions,
  resume,
  type SignedIn,
} from '@coatcheck/sdk/native'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Browser } from '../support/api-client.ts'
import { makeClient } from '../support/oauth.ts'
import { answerConsent, decideDevice, signedInBrowser } from '../support/oauth-browser.ts'
import { freePort, type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
let folder: string
let browser: Browser
let options: NativeOptions

beforeAll(async () => {
  coatcheck = await startCoatcheck()
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-native-'))
})
afterAll(async () => {
  await coatcheck.close()
  rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  coatcheck.clock.advance(30 * 60_000)
  browser = await signedInBrowser(coatcheck.url)
  const { id } = await makeClient(coatcheck, {
    redirectUris: ['http://127.0.0.1/callback'],
    resources: [],
    grants: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  })
  options = { issuer: coatcheck.url, clientId: id, store: memoryTokenStore() }
})
afterEach(() => {
  vi.useRealTimers()
})

/** The form of a request. */
function bodyOf(init: RequestInit | undefined): string {
  return init?.body instanceof URLSearchParams ? init.body.toString() : ''
}

/** Waits for nothing: the server's clock goes on instead. */
async function pause(ms: number): Promise<void> {
  coatcheck.clock.advance(ms)
}

function byCode(more: Partial<NativeOptions> = {}): Promise<SignedIn> {
  const onCode = async ({ userCode }: { readonly userCode: string }): Promise<void> => {
    expect((await decideDevice(browser, userCode, 'approve')).status).toBe(303)
  }
  return deviceLogin({ ...options, ...more, onCode, pause })
}

describe('a sign-in by a code', () => {
  test('waits for the person, gives tokens, and a sign-out ends it here and there', async () => {
    let polls = 0
    const signedIn = await deviceLogin({
      ...options,
      scopes: ['openid', 'email', 'offline_access'],
      onCode: (code) => {
        expect(code.verificationUriComplete).toBe(`${code.verificationUri}?user_code=${code.userCode}`)
        userCode = code.userCode
      },
      pause: async (ms) => {
        await pause(ms)
        if (++polls === 3) await decideDevice(browser, userCode, 'approve')
      },
    })
    expect(polls).toBe(3)
    expect(await signedIn.whoAmI()).toMatchObject({ email: expect.stringContaining('@example.com') })
    const token = await signedIn.getAccessToken()
    expect(await signedIn.getAccessToken()).toBe(token)
    expect(await signedIn.getAccessToken({ skipCache: true })).not.toBe(token)
    const kept = await options.store.read()
    expect(await signedIn.signOut()).toEqual({ revoked: true })
    await expect(signedIn.getAccessToken()).rejects.toMatchObject({ code: 'signed-out', retryable: false })
    await options.store.write(kept)
    await expect(resume(options).getAccessToken({ skipCache: true })).rejects.toMatchObject({
      code: 'signed-out',
    })
    expect(await options.store.read()).toBeNull()
  })
  let userCode = ''

  test('fails when the person says no, says nothing, or gives it up', async () => {
    const deny = deviceLogin({
      ...options,
      onCode: async ({ userCode }) => void (await decideDevice(browser, userCode, 'deny')),
      pause,
    })
    await expect(deny).rejects.toMatchObject({ code: 'access-denied', retryable: false })
    const nobody = deviceLogin({ ...options, onCode: () => {}, pause: () => pause(60_000) })
    await expect(nobody).rejects.toMatchObject({ code: 'code-expired' })
    const controller = new AbortController()
    const onCode = (): void => controller.abort(new Error('enough'))
    await expect(deviceLogin({ ...options, onCode, signal: controller.signal })).rejects.toThrow('enough')
    expect(await options.store.read()).toBeNull()
  })

  test('slows down when it is told to, and asks on when the server is away for a while', async () => {
    const pauses: number[] = []
    let isAway = true
    const impatient = deviceLogin({
      ...options,
      fetch: async (input, init) => {
        const isPoll = bodyOf(init).includes('device_code=')
        if (isPoll && isAway) {
          isAway = false
          throw new TypeError('fetch failed')
        }
        return await fetch(input, init)
      },
      onCode: ({ userCode: code }) => {
        userCode = code
      },
      // The server's clock stands still, so that every question comes too soon.
      pause: async (ms) => {
        pauses.push(ms / 1000)
        if (pauses.length === 4) await decideDevice(browser, userCode, 'approve')
      },
    })
    let userCode = ''
    await impatient
    expect(pauses).toEqual([5, 10, 5, 10])
  })
})

describe('a sign-in by the browser', () => {
  const fetchText = async (address: string | URL, init: RequestInit = {}) => {
    const response = await fetch(address, init)
    return { status: response.status, text: await response.text(), headers: response.headers }
  }

  test('comes back to a port of this machine, once, and only with its own answer', async () => {
    let shown: Promise<{ readonly text: string; readonly headers: Headers }> | null = null
    const signedIn = await loopbackLogin({
      ...options,
      open: async (address) => {
        const back = new URL(await answerConsent(browser, address))
        expect([back.hostname, back.pathname]).toEqual(['127.0.0.1', '/callback'])
        // Whoever looks for open ports gets nothing, and spoils nothing.
        const stray = new URL(back)
        stray.searchParams.set('state', 'x'.repeat(43))
        const [wrongState, elsewhere, posted, doubled] = await Promise.all([
          fetchText(stray),
          fetchText(new URL('/', back)),
          fetchText(back, { method: 'POST' }),
          fetchText(`${back.href}&code=another`),
        ])
        for (const { status } of [wrongState, elsewhere, posted, doubled]) expect(status).toBe(404)
        shown = fetchText(back)
      },
    })
    const page = await shown!
    expect(page.text).toContain('You are signed in')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await signedIn.whoAmI()).toHaveProperty('sub')
  })

  test('fails when the person says no, when another server answers, and when nobody comes', async () => {
    const answering = (change: (back: URL) => void, decision: 'allow' | 'cancel' = 'allow') =>
      loopbackLogin({
        ...options,
        open: async (address) => {
          const back = new URL(await answerConsent(browser, address, decision))
          change(back)
          void fetchText(back)
        },
      })
    await expect(answering(() => {}, 'cancel')).rejects.toMatchObject({ code: 'access-denied' })
    const from = (iss: string) => answering((back) => back.searchParams.set('iss', iss))
    await expect(from('https://evil.example')).rejects.toMatchObject({ code: 'redirect-invalid' })
    await expect(loopbackLogin({ ...options, open: () => {}, loginTimeoutMs: 50 })).rejects.toMatchObject({
      code: 'timed-out',
    })
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(loopbackLogin({ ...options, open: () => {}, signal })).rejects.toThrow('enough')
    expect(await options.store.read()).toBeNull()
  })
})

describe('an application that is signed in', () => {
  test('goes on when answers are lost, at once or much later', async () => {
    let lose = 0
    const signedIn = await byCode({
      fetch: async (input, init) => {
        const response = await fetch(input, init)
        if (!bodyOf(init).includes('grant_type=refresh_token') || lose === 0) return response
        lose -= 1
        throw new TypeError('fetch failed')
      },
    })
    for (const later of [0, 3_600_000]) {
      lose = 1
      await expect(signedIn.getAccessToken({ skipCache: true })).rejects.toMatchObject({
        code: 'unreachable',
        retryable: true,
      })
      coatcheck.clock.advance(later)
      const token = await signedIn.getAccessToken({ skipCache: true })
      expect((await signedIn.fetch(`${coatcheck.url}/oauth/userinfo`)).status).toBe(200)
      expect(token.split('.')).toHaveLength(3)
    }
  })

  test('is signed in while it is offline', async () => {
    let isOffline = false
    const signedIn = await byCode({
      fetch: async (input, init) => {
        if (isOffline) throw new TypeError('fetch failed')
        return await fetch(input, init)
      },
    })
    const token = await signedIn.getAccessToken()
    isOffline = true
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 500_000 }) // of 600 seconds
    expect(await signedIn.getAccessToken()).toBe(token)
    vi.setSystemTime(Date.now() + 100_000)
    await expect(signedIn.getAccessToken()).rejects.toMatchObject({ code: 'unreachable', retryable: true })
    isOffline = false
    expect(await signedIn.getAccessToken()).not.toBe(token)
  })

  test.each([-1, 1])('is signed in when the clock is wrong by %i years', async (years) => {
    const signedIn = await byCode()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + years * 31_557_600_000 })
    for (let round = 0; round < 3; round++) {
      await signedIn.getAccessToken()
      expect((await signedIn.fetch(`${coatcheck.url}/oauth/userinfo`)).status).toBe(200)
    }
  })

  test('asks for a new token when one is refused, and sends the request once more', async () => {
    const signedIn = await byCode()
    coatcheck.clock.advance(601_000) // here the token seems good
    const response = await signedIn.fetch(`${coatcheck.url}/oauth/userinfo`, { method: 'POST' })
    expect(response.status).toBe(200)
  })

  test('hears that it is over, once it is', async () => {
    const signedIn = await byCode()
    await coatcheck.server.store.sessions.end(
      { by: 'all' },
      { state: 'revoked', reason: 'revoked_by_admin' },
      BY_SYSTEM,
    )
    await expect(signedIn.getAccessToken({ skipCache: true })).rejects.toMatchObject({
      code: 'signed-out',
      retryable: false,
    })
  })

  test('shares one refresh among all who ask at once', async () => {
    let refreshes = 0
    const signedIn = await byCode({
      fetch: async (input, init) => {
        if (bodyOf(init).includes('grant_type=refresh_token')) refreshes += 1
        return await fetch(input, init)
      },
    })
    const tokens = await Promise.all(
      Array.from({ length: 20 }, () => signedIn.getAccessToken({ skipCache: true })),
    )
    expect([new Set(tokens).size, refreshes]).toEqual([1, 1])
  })

  test('keeps its tokens in a file of its owner alone, and knows no others', async () => {
    const path = join(folder, 'deep', 'tokens.json')
    const store = fileTokenStore(path)
    const signedIn = await byCode({ store })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700)
    const again = resume({ ...options, store })
    expect(await again.getAccessToken()).toBe(await signedIn.getAccessToken())
    const other = resume({ ...options, store, clientId: 'another' })
    await expect(other.getAccessToken()).rejects.toMatchObject({ code: 'signed-out' })
    for (const text of [
      '',
      '{"issuer":',
      '[]',
      readFileSync(path, 'utf8').replace('refreshToken', 'token'),
    ]) {
      writeFileSync(path, text)
      await expect(again.getAccessToken()).rejects.toMatchObject({ code: 'signed-out' })
    }
    const elsewhere = fileTokenStore(join(path, 'below-a-file', 'tokens.json'))
    await expect(byCode({ store: elsewhere })).rejects.toMatchObject({ code: 'storage-failed' })
  })

  test('never sends its token where others can read it, and says what is set wrongly', async () => {
    const signedIn = await byCode()
    await expect(signedIn.fetch('http://api.example/')).rejects.toMatchObject({ code: 'option-invalid' })
    for (const issuer of ['http://auth.example', 'https://auth.example/', 'nonsense'])
      expect(() => resume({ ...options, issuer })).toThrow(
        expect.objectContaining({ code: 'option-invalid' }),
      )
  })

  test('is not signed in by whoever answers in the place of the server', async () => {
    const port = await freePort()
    const nobody = { ...options, issuer: `http://127.0.0.1:${port}` }
    const login = (more: Partial<NativeOptions>) =>
      deviceLogin({ ...nobody, ...more, onCode: () => {}, pause })
    await expect(login({})).rejects.toMatchObject({ code: 'unreachable', retryable: true })
    const portal: typeof fetch = async () => new Response('<title>Hotel</title>', { status: 200 })
    await expect(login({ fetch: portal })).rejects.toMatchObject({ code: 'answer-invalid', retryable: true })
    // Ours under another name: the issuer is not the one that was asked for.
    const renamed = login({ issuer: `http://127.0.0.1:${coatcheck.port}` })
    await expect(renamed).rejects.toMatchObject({ code: 'answer-invalid' })
  })
})
