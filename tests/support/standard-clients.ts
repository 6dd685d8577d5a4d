/** A server for clients that nobody here wrote: the machine's own time, a person, and applications made by an administrator. */

import { expect } from 'vitest'
import type { FakeClock } from '@coatcheck/core/testing'
import { adminClient } from './admin-client.ts'
import { type Json, PASSWORD, register } from './api-client.ts'
import { FormBrowser } from './form-browser.ts'
import { type RunningCoatcheck, startCoatcheck, type StartOptions } from './start-coatcheck.ts'

/** An application that an administrator made. */
export type MadeApplication = { readonly clientId: string; readonly clientSecret: string }

/** The server, and who is there. */
export type StandardServer = RunningCoatcheck & {
  readonly email: string
  readonly userId: string
  /** Makes an application. */
  readonly application: (settings: Json) => Promise<MadeApplication>
  /** Goes through the pages as the person, and says yes. @returns Where the application is sent. */
  readonly authorize: (url: URL | string, redirectUri: string, browser?: FormBrowser) => Promise<URL>
  /** A browser of the person's, to be kept. */
  readonly browser: () => FormBrowser
}

/** Starts it. */
export async function startForStandardClients(options: StartOptions = {}): Promise<StandardServer> {
  const coatcheck = await startCoatcheck({ clock: runningClock(), ...options })
  const email = 'ada@example.com'
  const { body } = await register(coatcheck.url, email, { firstName: 'Ada', lastName: 'Lovelace' })
  const admin = adminClient(coatcheck)
  const browser = (): FormBrowser => new FormBrowser({ email, password: PASSWORD, decision: 'allow' })
  return {
    ...coatcheck,
    email,
    userId: String((body['user'] as Json)['id']),
    browser,
    application: async (settings) => {
      const { status, body: made } = await admin.post('/oauth-clients', settings)
      expect(made).toMatchObject({ clientId: expect.any(String) })
      expect(status).toBe(201)
      return { clientId: String(made['clientId']), clientSecret: (made['clientSecret'] ?? '') as string }
    },
    authorize: async (url, redirectUri, known = browser()) =>
      new URL(await known.walk(String(url), (where) => where.startsWith(redirectUri))),
  }
}

/** The machine's own time, which a test can move on. */
export function runningClock(): FakeClock {
  let aheadMs = 0
  return {
    nowMs: () => Date.now() + aheadMs,
    advance: (ms) => {
      aheadMs += ms
    },
  }
}
