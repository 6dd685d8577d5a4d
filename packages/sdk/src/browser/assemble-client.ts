/** Puts the parts of a client together. */

import { createActs } from './acts.ts'
import { createAttention } from './attention.ts'
import { createAuthFetch } from './auth-fetch.ts'
import { createBackoff } from './backoff.ts'
import { browserEnvironment } from './browser-environment.ts'
import { ClientError, errorOf } from './client-error.ts'
import type { ClientOptions } from './client-options.ts'
import type { CoatcheckClient } from './client.ts'
import type { Credential } from './credential.ts'
import { createEngine } from './engine.ts'
import type { Environment } from './environment.ts'
import { initialKnowledge } from './initial-knowledge.ts'
import { createRenewal, createThreshold } from './renewal.ts'
import { createSend, type Send, type Tell } from './send.ts'
import { createServerTime, type ServerTime } from './server-time.ts'
import { createStateStore } from './state-store.ts'
import { createExclusively, type Exclusively } from './tab-lock.ts'
import { openTabs, type Tabs } from './tabs.ts'
import { ANY_TOKEN, readWish } from './token-freshness.ts'
import { createTokenSource, isFailure } from './token-source.ts'

/** What a credential is made from. */
export type CredentialParts = {
  readonly name: string
  readonly url: string
  readonly environment: Environment
  readonly send: Send
  readonly time: ServerTime
  readonly exclusively: Exclusively
}

/**
 * Makes a client that works by a credential.
 *
 * @param place Where the credential is: clients with the same one are one, and tell each other all they know.
 * @throws {ClientError} `option_invalid`.
 */
export function assembleClient(
  options: ClientOptions,
  place: string,
  makeCredential: (parts: CredentialParts) => Credential,
): CoatcheckClient {
  const url = readUrl(options.url)
  const environment: Environment = { ...browserEnvironment(), ...options.environment }
  const name = `coatcheck:${url}:${place}`
  const over = new AbortController()
  const time = createServerTime(environment)
  const tell: Tell = (entry) => options.onTrace?.({ ...entry, atMs: environment.monotonicMs() })
  const store = createStateStore(initialKnowledge(options.initial))
  const initialState = store.state()
  const backoff = createBackoff(environment)
  const exclusively = createExclusively(environment)
  const send = noticed(createSend({ url, environment, time, tell, over: over.signal }))
  const credential = makeCredential({ name, url, environment, send, time, exclusively })
  const threshold = createThreshold(() => renewal.plan())
  let tabs = ALONE
  const parts = {
    url,
    name,
    environment,
    store,
    credential,
    backoff,
    time,
    tell,
    exclusively,
    tabs: () => tabs,
  }
  const tokens = createTokenSource({
    ...parts,
    percent: threshold.percent,
    onToken: (sessionId, key, token) => {
      engine.onToken(sessionId, key, token)
      renewal.plan()
    },
  })
  const engine = createEngine({ ...parts, tokens })
  let listeners = 0
  const isWanted = (): boolean =>
    listeners > 0 && !over.signal.aborted && environment.page !== null && environment.page.isVisible()
  const renewal = createRenewal({ ...parts, engine, tokens, isWanted, percent: threshold.percent })
  const acts = createActs({ ...parts, engine, tokens, start })
  const attention = createAttention({
    ...parts,
    engine,
    renewal,
    isWanted,
    noticesActs: options.activity !== false,
    touch: () => void acts.touch(),
  })
  let isStarted = false

  /** What the server says of itself counts for everybody, whoever asked. */
  function noticed(plain: Send): Send {
    return async (sending) => {
      const answer = await plain(sending)
      if (over.signal.aborted) return answer
      const isTrouble = !answer.ok && answer.retryable && !isOwnAffair(answer.code, sending.path)
      if (isTrouble) store.change({ error: answer })
      else if (answer.ok || !answer.retryable) {
        // What was refused, and what was answered and could not be kept, is asked for no sooner by that.
        if (answer.ok && backoff.last()?.code !== 'storage_failed') backoff.succeeded()
        store.change({ error: null })
      }
      return answer
    }
  }

  function start(): void {
    if (isStarted || over.signal.aborted) return
    isStarted = true
    tabs = openTabs(environment, name, engine.onMessage)
    tabs.tell({ kind: 'ask', key: null }) // while the server is asked who is signed in
    attention.start()
    void engine.load().then(() => attention.reconsider('now'))
  }

  async function getText(wish: ReturnType<typeof readWish>): Promise<string | null> {
    start()
    const { isLoaded, error } = await engine.load()
    const session = engine.current()
    if (session === null) {
      if (isLoaded || error === null) return null
      throw errorOf(error)
    }
    const got = await engine.token(session.id, wish)
    if (!isFailure(got)) return got.text
    if (engine.current()?.id !== session.id) return null
    throw errorOf(got)
  }

  const client: CoatcheckClient = {
    get state() {
      return store.state()
    },
    get status() {
      return store.state().status
    },
    get user() {
      return store.state().session?.user ?? null
    },
    get sessions() {
      return store.state().sessions
    },
    initialState,
    url,
    load: () => {
      start()
      return engine.load()
    },
    reload: () => engine.reload(true),
    getToken: async (asked = {}) => await getText(readWish(asked)),
    authFetch: createAuthFetch({
      environment,
      tell,
      origins: [
        url,
        globalThis.location?.origin,
        ...(options.tokenOrigins ?? []).map((origin) => readOrigin('tokenOrigins', origin)),
      ],
      getToken: (refused) => getText({ ...ANY_TOKEN, refused }),
    }),
    ...acts,
    onChange: (listener) => {
      const stop = store.onChange(listener)
      listeners += 1
      start()
      attention.reconsider('now')
      let isOff = false
      return () => {
        if (isOff) return
        isOff = true
        stop()
        listeners -= 1
        if (listeners === 0) attention.reconsider('later')
      }
    },
    nowMs: time.nowMs,
    keepFresh: threshold.keepFresh,
    close: () => {
      over.abort()
      attention.stop()
      tabs.close()
      tabs = ALONE
    },
  }
  return client
}

const ALONE: Tabs = { tell: () => {}, close: () => {} }

/** A limit that somebody ran into by signing in says nothing of the server. */
function isOwnAffair(code: string, path: string): boolean {
  return code === 'rate_limited' && !/\/(client|token|refresh)$/.test(path)
}

/** @throws {ClientError} `option_invalid`. */
function readUrl(url: string | undefined): string {
  const given = url ?? globalThis.location?.origin ?? ''
  return given === '' ? '' : readOrigin('url', given) // nothing: a server renders, and nothing is asked there
}

function readOrigin(option: string, given: string): string {
  const url = URL.canParse(given) ? new URL(given) : null
  if (url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin
  throw new ClientError('option_invalid', `${option} is ${given}; it takes an origin`)
}
