/** What a backend with a backend key holds beside its verifier, shared by all its requests. */

import type { KnownApiKey } from './api-key.ts'
import { type ApiKeyAnswer, askAboutApiKey } from './api-key-answer.ts'
import { CoatcheckError } from './errors.ts'
import { type IssuerAnswer, type IssuerApi, openIssuerApi } from './issuer-api.ts'
import { createTokenCache, type TokenCache } from './token-cache.ts'
import type { TokenType } from './verified.ts'
import type { Verifier } from './verifier.ts'

/** The issuer, as far as a backend key opens it. */
export type Backend = {
  readonly api: IssuerApi
  /** What is being asked: who asks the same meanwhile waits along. */
  readonly flights: Flights<IssuerAnswer>
  readonly apiKeyFlights: Flights<ApiKeyAnswer>
  /** The session token of each opaque one, by the hash of that. */
  readonly opaque: TokenCache<string>
  readonly askAboutApiKey: (key: string) => Promise<ApiKeyAnswer>
  /** What is known of API keys that were good, and of others, by the hash of each. */
  readonly apiKeys: TokenCache<KnownApiKey>
  readonly refusedApiKeys: TokenCache<KnownApiKey>
  /** What was answered for a request, by its headers: middleware and handlers ask for the same one. */
  readonly answered: WeakMap<object, { readonly answer: Promise<IssuerAnswer>; readonly atMs: number }>
}

/** Questions under way, by what they are about. */
export type Flights<A> = Map<string, Promise<A>>

const CACHE_SIZE = 10_000
const REFUSED_CACHE_SIZE = 1_000

const opened = new WeakMap<Verifier<TokenType>, Map<string, Backend>>()

/**
 * What belongs to a verifier and a backend key; `null` without a key.
 *
 * @throws {CoatcheckError} When it is no backend key.
 */
export function backendOf(verifier: Verifier<TokenType>, key: string | undefined): Backend | null {
  if (key === undefined) return null
  let keys = opened.get(verifier)
  if (keys === undefined) opened.set(verifier, (keys = new Map()))
  let backend = keys.get(key)
  if (backend === undefined) keys.set(key, (backend = open(verifier, readBackendKey(key))))
  return backend
}

/**
 * Reads a backend key.
 *
 * @throws {CoatcheckError} When it is none.
 */
export function readBackendKey(key: string): string {
  if (typeof key === 'string' && /^ccb_[\w-]+$/.test(key)) return key
  throw new CoatcheckError('option-invalid', 'backendKey is a backend key (ccb_...)')
}

function open({ server }: Verifier<TokenType>, key: string): Backend {
  return {
    api: openIssuerApi(server, key),
    flights: new Map(),
    apiKeyFlights: new Map(),
    opaque: createTokenCache(CACHE_SIZE),
    askAboutApiKey: (asked) => askAboutApiKey(server, key, asked),
    apiKeys: createTokenCache(CACHE_SIZE),
    refusedApiKeys: createTokenCache(REFUSED_CACHE_SIZE),
    answered: new WeakMap(),
  }
}

/** Asks, or waits for who asks the same already. */
export async function askOnce<A>(flights: Flights<A>, about: string, ask: () => Promise<A>): Promise<A> {
  const under = flights.get(about)
  if (under !== undefined) return await under
  const flight = ask().finally(() => flights.delete(about))
  flights.set(about, flight)
  return await flight
}

/** Asks for a request, once in so long, however many of its handlers want to know. */
export function askForRequest(
  { answered }: Backend,
  { headers }: { readonly headers: object },
  keptMs: number,
  ask: () => Promise<IssuerAnswer>,
): Promise<IssuerAnswer> {
  const known = answered.get(headers)
  const atMs = performance.now()
  if (known !== undefined && atMs - known.atMs < keptMs) return known.answer
  const answer = ask()
  answered.set(headers, { answer, atMs })
  return answer
}
