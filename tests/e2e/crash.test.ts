/** The power goes off under refresh load, again and again: nobody is signed out, nothing acknowledged is lost. */

import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, register, send, TokenApp } from '../support/api-client.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'
import { freePort } from '../support/start-coatcheck.ts'

const CRASHES = 50
const CLIENTS = 12

let folder: string
let port: number
let server: ServerProcess

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coatcheck-crash-'))
  port = await freePort()
  server = await startServerProcess(port, folder)
})
afterAll(async () => {
  await server.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** What a client has been told so far, and what it was told that it should not have been. */
type Witness = { readonly app: TokenApp; refreshes: number; readonly wrong: Answer[] }

test(
  'after each of fifty kills every client goes on with the token it last had',
  { timeout: 300_000 },
  async () => {
    const { url } = server
    const witnesses: Witness[] = await Promise.all(
      Array.from({ length: CLIENTS }, async (_, index) => {
        const answer = await register(url, `client${index}@example.com`)
        return { app: new TokenApp(url, answer.body), refreshes: 0, wrong: [] }
      }),
    )
    const opened: string[] = []

    for (let crash = 0; crash < CRASHES; crash++) {
      const load = witnesses.map((witness) => refreshUntilTheServerIsGone(witness))
      const signIns = openSessionsUntilTheServerIsGone(url, opened)
      // Every other time somewhere in the first requests, else once everybody has got through, however slow that is.
      if (crash % 2 === 1) await everybodyGoesOn(witnesses)
      if (crash === 1) await somebodyComesIn(opened)
      await wait(60 + ((crash * 37) % 80))
      await server.kill()
      await Promise.all([...load, signIns])
      server = await startServerProcess(port, folder)
    }

    for (const witness of witnesses) {
      expect(witness.wrong).toEqual([])
      expect(await refreshWithinTheLimit(witness.app)).toMatchObject({ status: 200 })
      expect(witness.refreshes).toBeGreaterThanOrEqual(CRASHES / 2)
    }
    expect(opened.length).toBeGreaterThan(0)
    for (const token of opened) {
      expect(await send(url, '/api/auth/session', { bearer: token })).toMatchObject({ status: 200 })
    }
  },
)

/** Waits until each of them has refreshed once more. */
async function everybodyGoesOn(witnesses: readonly Witness[]): Promise<void> {
  const before = witnesses.map(({ refreshes }) => refreshes)
  const isThere = (): boolean => witnesses.every(({ refreshes }, index) => refreshes > (before[index] ?? 0))
  await expect.poll(isThere, { timeout: 60_000, interval: 5 }).toBe(true)
}

/** Waits until a session more was opened, while the limit on sign-ups allows some. */
async function somebodyComesIn(opened: readonly string[]): Promise<void> {
  const before = opened.length
  await expect.poll(() => opened.length, { timeout: 60_000, interval: 5 }).toBeGreaterThan(before)
}

/** A refresh that waits, as it is told to, while the session's rate limit holds it back. */
async function refreshWithinTheLimit(app: TokenApp): Promise<Answer> {
  for (;;) {
    const answer = await app.refresh()
    if (answer.status !== 429) return answer
    await wait(Number(answer.headers.get('retry-after')) * 1000)
  }
}

async function refreshUntilTheServerIsGone(witness: Witness): Promise<void> {
  for (;;) {
    let answer: Answer
    try {
      answer = await witness.app.refresh()
    } catch {
      return // the connection broke: the same token and key are tried again at the next server
    }
    if (answer.status === 200) witness.refreshes++
    else if (answer.status === 429) await wait(20)
    else witness.wrong.push(answer)
    if (witness.wrong.length > 0) return
  }
}

/** Opens sessions by an opaque token; each one that was acknowledged must be there for ever after. */
async function openSessionsUntilTheServerIsGone(url: string, opened: string[]): Promise<void> {
  for (;;) {
    try {
      const email = `${randomUUID()}@example.com`
      const { status, body } = await register(url, email, { transport: 'opaque' })
      if (status === 201) opened.push(String(body['sessionToken']))
      else await wait(20)
    } catch {
      return
    }
  }
}
