/** An issuer's published keys: fetched rarely, once for everybody, and kept while nothing better comes. */

import type { VerificationKey } from '@coatcheck/core/verify'
import type { KeyImporter } from '../crypto/signature.ts'
import { fetchKeySet } from './fetch-key-set.ts'
import { type ImportedKeys, importKeys, type KeySet } from './key-set.ts'

/** Ids that are not in the set make at most one fetch in this time, whatever ids are tried. */
const COOLDOWN_MS = 30_000
/**
 * Until there has been a set, no id is unknown yet: an issuer that starts later than we do is asked again soon. So is
 * one whose keys are said to have changed, as what answered may not have heard of it yet.
 */
const SHORT_COOLDOWN_MS = 1_000

/** Where keys are fetched, and with what. */
export type RemoteKeys = {
  readonly url: string
  readonly fetch: typeof fetch
  readonly nowMs: () => number
  readonly importer: KeyImporter
}

/** The key set at a URL. */
export function remoteKeySet({ url, fetch, nowMs, importer }: RemoteKeys): KeySet {
  let keys: ImportedKeys = new Map()
  let hasLoaded = false
  /** Why the last fetch gave nothing; `null` when it gave a set, or there was none. */
  let failure: unknown = null
  /** From then on it is fetched anew, while the keys at hand go on. */
  let renewAtMs = -Infinity
  /** From then on the keys at hand are too old to go on without having asked. */
  let distrustAtMs = -Infinity
  let mayFetchAtMs = -Infinity
  /** Until then the set is news: it was said to have changed. */
  let isNewsUntilMs = -Infinity
  let underWay: Promise<void> | null = null
  /** It was said to have changed while a fetch was under way, which may have missed it. */
  let isMissed = false

  const cooldownMs = (): number => (hasLoaded && nowMs() >= isNewsUntilMs ? COOLDOWN_MS : SHORT_COOLDOWN_MS)

  async function load(): Promise<void> {
    mayFetchAtMs = nowMs() + cooldownMs()
    const fetched = await fetchKeySet(url, fetch)
    if (!fetched.ok) {
      failure = fetched.cause
      distrustAtMs = Infinity // we have asked: the last good set stays, and nobody waits for the next try
      return
    }
    keys = await importKeys(fetched.jwks, importer, keys)
    hasLoaded = true
    failure = null
    mayFetchAtMs = nowMs() + cooldownMs()
    renewAtMs = nowMs() + fetched.maxAgeMs
    distrustAtMs = renewAtMs + Math.max(fetched.maxAgeMs, COOLDOWN_MS)
  }

  async function loadUntilCurrent(): Promise<void> {
    do {
      isMissed = false
      await load()
    } while (isMissed)
  }

  function startLoading(): void {
    if (underWay !== null || nowMs() < mayFetchAtMs) return
    underWay = loadUntilCurrent().finally(() => {
      underWay = null
    })
  }

  function peek(keyId: string): VerificationKey | undefined {
    if (nowMs() >= renewAtMs) startLoading()
    return underWay !== null && nowMs() >= distrustAtMs ? undefined : keys.get(keyId)?.key
  }

  return {
    peek,
    failure: () => failure,
    renew: () => {
      renewAtMs = Math.min(renewAtMs, nowMs())
      isNewsUntilMs = nowMs() + COOLDOWN_MS
      mayFetchAtMs = -Infinity
      isMissed = underWay !== null
      startLoading()
    },
    find: async (keyId) => {
      if (!keys.has(keyId)) startLoading()
      if (underWay !== null) await underWay
      return keys.get(keyId)?.key
    },
  }
}
