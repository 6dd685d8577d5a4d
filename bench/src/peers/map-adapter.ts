/** An unbounded in-memory adapter for oidc-provider: its own keeps 1,000 entries, fewer than a run makes. */

import type { Adapter, AdapterPayload } from 'oidc-provider'

const entries = new Map<string, AdapterPayload>()

/** Stores the payloads of one model in a Map; nothing expires within a run. */
export class MapAdapter implements Adapter {
  readonly #model: string

  constructor(model: string) {
    this.#model = model
  }

  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    entries.set(`${this.#model}:${id}`, payload)
  }

  async find(id: string): ReturnType<Adapter['find']> {
    return entries.get(`${this.#model}:${id}`)
  }

  async consume(id: string): Promise<void> {
    const payload = entries.get(`${this.#model}:${id}`)
    if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000)
  }

  async destroy(id: string): Promise<void> {
    entries.delete(`${this.#model}:${id}`)
  }

  async findByUserCode(): Promise<undefined> {
    return undefined
  }

  async findByUid(): Promise<undefined> {
    return undefined
  }

  async revokeByGrantId(): Promise<void> {
    throw new Error('a grant was revoked: a refresh token was used twice')
  }
}
