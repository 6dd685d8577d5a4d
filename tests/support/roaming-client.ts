/** A client that follows the protocol, through another node at each request: what is no answer is asked again. */

import { setTimeout as wait } from 'node:timers/promises'
import { type Answer, TokenApp } from './api-client.ts'

/** For how long something is asked again, and how soon: much sooner than `Retry-After` asks. */
const PATIENCE_MS = 60_000
const PAUSE_MS = 25

/**
 * Asks each node in turn until one answers; 503, 429 and a closed door are no answers.
 *
 * @param onRefusal Hears of what was no answer.
 */
export async function askAround(
  addresses: readonly string[],
  ask: (address: string) => Promise<Answer>,
  onRefusal: (answer: Answer) => void = () => {},
): Promise<Answer> {
  const deadline = Date.now() + PATIENCE_MS
  for (let attempt = 0; Date.now() < deadline; attempt++) {
    const answer = await ask(addresses[attempt % addresses.length] ?? '').catch(ofNobody)
    if (answer === null) {
      await wait(PAUSE_MS)
      continue
    }
    if (answer.status !== 503 && answer.status !== 429) return answer
    onRefusal(answer)
    await wait(PAUSE_MS)
  }
  throw new Error(`no node gave an answer for ${PATIENCE_MS} ms`)
}

/** A node that is gone gives no answer; anything else is a mistake. */
function ofNobody(error: unknown): null {
  if (error instanceof TypeError && error.message === 'fetch failed') return null
  throw error
}

/** One client and its chain of refresh tokens. */
export class RoamingClient {
  refreshes = 0
  /** What was answered in place of an answer. */
  readonly refusals: Answer[] = []
  app: TokenApp
  readonly #addresses: readonly string[]

  /** @param addresses Of the nodes, in the order in which this client asks them. */
  constructor(addresses: readonly string[], app: TokenApp) {
    this.#addresses = addresses
    this.app = app
  }

  /** Refreshes once; what is no answer is asked again with the same key. Fails when it is signed out. */
  async refresh(): Promise<void> {
    const { refreshToken, key } = this.app
    const { status, body } = await askAround(
      this.#addresses,
      (address) => {
        this.app = Object.assign(new TokenApp(address, { refreshToken }), { key })
        return this.app.refresh()
      },
      (refusal) => this.refusals.push(refusal),
    )
    if (status !== 200) throw new Error(`${status} ${String(body['code'])}`)
    this.refreshes++
  }
}

/** Addresses in another order: it begins at another one. */
export function rotated(addresses: readonly string[], by: number): readonly string[] {
  const start = by % addresses.length
  return [...addresses.slice(start), ...addresses.slice(0, start)]
}
