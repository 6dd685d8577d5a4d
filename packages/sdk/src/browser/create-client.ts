/** Makes a client: puts its parts together, and watches the page while somebody listens. */

import { has } from '../backend/has.ts'
import { type Activity, watchActivity } from './activity.ts'
import { createActs } from './acts.ts'
import { createAuthFetch } from './auth-fetch.ts'
import { createBackoff } from './backoff.ts'
import { browserEnvironment } from './browser-environment.ts'
import { ClientError, errorOf } from './client-error.ts'
import type { ClientOptions } from './client-options.ts'
import type { CoatcheckClient } from './client.ts'
import { cookieCredential } from './cookie-credential.ts'
import type { Credential } from './credential.ts'
import { createEngine } from './engine.ts'
import type { Environment } from './environment.ts'
import { initialKnowledge } from './initial-knowledge.ts'
import { createRenewal, createThreshold } from './renewal.ts'
import { createSend, type Send, type Tell } from './send.ts'
import { listen, type ServerEvent } from './server-events.ts'
import { createServerTime } from './server-time.ts'
import { createStateStore } from './state-store.ts'
import { createExclusively } from './tab-lock.ts'
import { openTabs, type Tabs } from './tabs.ts'
import { tokenCredential } from './token-credential.ts'
import { ANY_TOKEN, readWish } from './token-freshness.ts'
import { createTokenSource, isFailure } from './token-source.ts'

/** Whoever has not looked for so long is told anew who is signed in. */
const LONG_AWAY_MS = 60_000
/** How long a tab that is no longer seen goes on listening: people come back. */
const LINGER_MS = 5_000

/**
 * Makes one. It does nothing of its own accord before the first call of `load`, `getToken`, `onChange` or `signIn`.
 *
 * @throws {ClientError} `option_invalid`.
 */
export function createClient(options: ClientOptions = {}): CoatcheckClient {
  const url = readUrl(options.url)
  const environment: Environment = { ...browserEnvironment(), ...options.environment }
  const name = `coatcheck:${url}`
  const over = new AbortController()
  const time = createServerTime(environment)
  const tell: Tell = (entry) => options.onTrace?.({ ...entry, atMs: environment.monotonicMs() })
  const store = createStateStore(initialKnowledge(options.initial))
  const initialState = store.state()
  const backoff = createBackoff(environment)
  const exclusively = createExclusively(environment)
  const send = noticed(createSend({ url, environment, time, tell, over: over.signal }))
  const credential = credentialOf()
  const threshold = createThreshold(() => renewal.plan())
  let tabs: Tabs = { tell: () => {}, close: () => {} }
  const tokens = createTokenSource({
    ...{ credential, environment, time, backoff, exclusively, tell },
    tabs: () => tabs,
    percent: threshold.percent,
    onToken: (sessionId, key, token) => {
      engine.onToken(sessionId, key, token)
      renewal.plan()
    },
  })
  const engine = createEngine({ name, environment, store, credential, tokens, backoff, tabs: () => tabs })
  let listeners = 0
  const isWanted = (): boolean =>
    listeners > 0 && !over.signal.aborted && environment.page !== null && environment.page.isVisible()
  const renewal = createRenewal({
    ...{ environment, store, engine, tokens, time, backoff, tell, isWanted },
    percent: threshold.percent,
  })
  const acts = createActs({
    ...{ store, credential, engine, tokens, time, start },
    onTouched: () => activity?.told(),
  })
  let activity: Activity | null = null
  let hearing: AbortController | null = null
  let hiddenAt = time.moment()
  const stops: (() => void)[] = []
  let isStarted = false

  /** What the server says of itself counts for everybody, whoever asked. */
  function noticed(plain: Send): Send {
    return async (sending) => {
      const answer = await plain(sending)
      if (over.signal.aborted) return answer
      const isTrouble = !answer.ok && answer.retryable && !isOwnAffair(answer.code, sending.path)
      if (isTrouble) store.change({ error: answer })
      else if (answer.ok || !answer.retryable) {
        backoff.succeeded()
        store.change({ error: null })
      }
      return answer
    }
  }

  function credentialOf(): Credential {
    if (options.mode !== 'token') return cookieCredential({ name, send, time })
    const { storage } = options
    if (storage === undefined) throw new ClientError('option_invalid', 'mode "token" needs a storage')
    if (environment.page !== null && options.dangerouslyKeepTokensInBrowser !== true) {
      throw new ClientError(
        'option_invalid',
        'mode "token" in a web page gives the credential to every script of the page: use cookies, or say dangerouslyKeepTokensInBrowser',
      )
    }
    return tokenCredential({ name, url, storage, environment, send, time, exclusively })
  }

  function start(): void {
    if (isStarted || over.signal.aborted) return
    isStarted = true
    tabs = openTabs(environment, name, engine.onMessage)
    const { page } = environment
    stops.push(() => tabs.close())
    stops.push(environment.onOnlineChange(() => (environment.isOnline() ? wake('online') : undefined)))
    if (page !== null) {
      stops.push(page.onWake(wake))
      stops.push(
        page.onHide(() => {
          hiddenAt = time.moment()
          renewal.stop()
          environment.setTimer(LINGER_MS, hearOrNot)
        }),
      )
      if (options.activity !== false) {
        const onDue = (): void => {
          if (backoff.waitMs() === 0) void acts.touch()
        }
        activity = watchActivity({ page, environment, session: engine.current, onDue })
        stops.push(activity.stop)
      }
    }
    stops.push(
      store.onChange(() => {
        hearOrNot()
        renewal.plan()
      }),
    )
    void engine.load().then(() => {
      hearOrNot()
      renewal.plan()
    })
  }

  function wake(by: 'visible' | 'online' | 'pageshow' | 'resume'): void {
    tell({ kind: 'wake', by })
    backoff.hope()
    hearOrNot()
    const wasLongAway = by !== 'online' && time.since(hiddenAt) > LONG_AWAY_MS
    if (wasLongAway && store.state().isLoaded && isWanted()) void engine.reload().then(() => renewal.plan())
    else renewal.plan()
  }

  /** Listens while the page is seen and somebody is signed in. */
  function hearOrNot(): void {
    const shouldHear = isWanted() && store.state().sessions.length > 0
    if (shouldHear === (hearing !== null)) return
    if (!shouldHear) {
      hearing?.abort()
      hearing = null
      return
    }
    const turn = new AbortController()
    hearing = turn
    const listenBy = (): Promise<RequestInit | null> =>
      credential.listenBy(async () => {
        const session = engine.current()
        const got = session === null ? null : await engine.token(session.id, ANY_TOKEN)
        return got === null || isFailure(got) ? null : got.text
      })
    const onEvent = (event: ServerEvent): void => void hear(event)
    void listen({ url, name, environment, tell, listenBy, onEvent }, turn.signal)
  }

  async function hear(event: ServerEvent): Promise<void> {
    switch (event.kind) {
      case 'ended':
        // It says itself why, when it is asked for a token.
        await engine.token(event.sessionId, { ...ANY_TOKEN, skipCache: true })
        return
      case 'outdated':
        engine.outdate(event.userId)
        await engine.reload()
        return renewal.plan()
      case 'refused':
      case 'connected-again':
        await engine.reload()
    }
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
    initialState,
    url,
    load: () => {
      start()
      return engine.load()
    },
    reload: engine.reload,
    getToken: async (asked = {}) => await getText(readWish(asked)),
    authFetch: createAuthFetch({
      ...{ environment, tell },
      origins: [
        url,
        ...(globalThis.location === undefined ? [] : [location.origin]),
        ...(options.tokenOrigins ?? []),
      ],
      getToken: (refused) => getText({ ...ANY_TOKEN, refused }),
    }),
    ...acts,
    has: (asked) => {
      const { token } = store.state()
      return token !== null && has(token.claims, asked, time.nowMs())
    },
    onChange: (listener) => {
      const stop = store.onChange(listener)
      listeners += 1
      start()
      renewal.plan()
      let isOff = false
      return () => {
        if (isOff) return
        isOff = true
        stop()
        listeners -= 1
        // Whoever leaves and comes back at once, as React does, must not cost anything.
        if (listeners === 0) environment.setTimer(LINGER_MS, hearOrNot)
      }
    },
    nowMs: time.nowMs,
    keepFresh: threshold.keepFresh,
    close: () => {
      over.abort()
      renewal.stop()
      hearing?.abort()
      for (const stop of stops.splice(0)) stop()
    },
  }
  return client
}

/** A limit that somebody ran into by signing in says nothing of the server. */
function isOwnAffair(code: string, path: string): boolean {
  return code === 'rate_limited' && !/^\/api\/auth\/(client|session\/token|refresh)$/.test(path)
}

/** @throws {ClientError} `option_invalid`. */
function readUrl(url: string | undefined): string {
  const given = url ?? globalThis.location?.origin ?? ''
  if (given === '') return '' // rendered by a server: nothing is asked there
  const parsed = URL.canParse(given) ? new URL(given) : null
  if (
    parsed === null ||
    !/^https?:$/.test(parsed.protocol) ||
    parsed.pathname !== '/' ||
    parsed.search !== ''
  )
    throw new ClientError(
      'option_invalid',
      `url is ${JSON.stringify(given)}; it takes an origin, such as https://auth.example.com`,
    )
  return parsed.origin
}
