/** What a client does of its own accord while it is looked at: it hears of ends, notices acts, and comes back after sleep. */

import { watchActivity } from './activity.ts'
import type { Backoff } from './backoff.ts'
import type { Credential } from './credential.ts'
import type { Engine } from './engine.ts'
import type { Environment, Wake } from './environment.ts'
import type { Renewal } from './renewal.ts'
import { failure, type Tell } from './send.ts'
import { listen, type ServerEvent } from './server-events.ts'
import type { ServerTime } from './server-time.ts'
import type { StateStore } from './state-store.ts'
import { ANY_TOKEN } from './token-freshness.ts'

/** The attention. */
export type Attention = {
  /** Begins to watch the page. */
  readonly start: () => void
  /** Somebody came, or left: whether to listen is judged anew, of those who left after a while. */
  readonly reconsider: (when: 'now' | 'later') => void
  readonly stop: () => void
}

/** Whoever has not looked for so long is told anew who is signed in. */
const LONG_AWAY_MS = 60_000
/** How long a tab that is no longer seen goes on listening: people come back, and React at once. */
const LINGER_MS = 5_000

/** Makes it. */
export function createAttention(deps: {
  readonly url: string
  readonly name: string
  readonly environment: Environment
  readonly store: StateStore
  readonly credential: Credential
  readonly engine: Engine
  readonly renewal: Renewal
  readonly time: ServerTime
  readonly backoff: Backoff
  readonly tell: Tell
  /** Whether anybody is there to listen for. */
  readonly isWanted: () => boolean
  readonly noticesActs: boolean
  readonly touch: () => void
}): Attention {
  const { url, name, environment, store, credential, engine, renewal, time, backoff, tell, isWanted } = deps
  const stops: (() => void)[] = []
  let hearing: AbortController | null = null
  /** Those whom the connection is about, once this tab has one: whoever signs in later is not among them. */
  let heardOf: ReadonlySet<string> | null = null
  let hiddenAt = time.moment()

  function wake(by: Wake | 'online'): void {
    tell({ kind: 'wake', by })
    backoff.hope()
    hearOrNot()
    const wasLongAway = by !== 'online' && (time.since(hiddenAt) > LONG_AWAY_MS || time.isUnsure())
    // Whoever was signed out may come from the page that signs in.
    if ((wasLongAway || engine.current() === null) && store.state().isLoaded && isWanted())
      void engine.reload(false).then(renewal.plan)
    else renewal.plan()
  }

  /** Listens while the page is seen and somebody is signed in, anew when somebody else is. */
  function hearOrNot(): void {
    const ids = store.state().sessions.map(({ id }) => id)
    const shouldHear = isWanted() && ids.length > 0
    const isHeard = hearing !== null && (heardOf === null || ids.every((id) => heardOf?.has(id)))
    if (shouldHear ? isHeard : hearing === null) return
    hearing?.abort()
    hearing = null
    heardOf = null
    if (!shouldHear) return
    hearing = new AbortController()
    const listenBy = (): Promise<RequestInit | null> => {
      heardOf = new Set(store.state().sessions.map(({ id }) => id))
      return credential.listenBy(() => engine.tokenText(engine.current()?.id ?? null))
    }
    const onEvent = (event: ServerEvent): void => void hear(event)
    void listen({ url, name, environment, tell, listenBy, onEvent }, hearing.signal)
  }

  async function hear(event: ServerEvent): Promise<void> {
    switch (event.kind) {
      case 'ended': {
        const isThere = store.state().sessions.some(({ id }) => id === event.sessionId)
        // The same person is there by another session: which one is asked, and nobody is signed out meanwhile.
        if (event.reason === 'signed_in_again' && isThere) await engine.reload(false)
        else if (event.reason !== null) engine.end(event.sessionId, event.reason)
        else if (isThere) await engine.token(event.sessionId, { ...ANY_TOKEN, skipCache: true })
        return
      }
      case 'outdated':
        engine.outdate(event.userId)
        await engine.reload(false)
        return renewal.plan()
      case 'refused':
      case 'connected-again':
        await engine.reload(false)
    }
  }

  return {
    start: () => {
      const { page } = environment
      stops.push(
        environment.onOnlineChange(() =>
          environment.isOnline() ? wake('online') : store.change({ error: failure('offline') }),
        ),
      )
      stops.push(
        store.onChange(() => {
          hearOrNot()
          renewal.plan()
        }),
      )
      if (page === null) return
      stops.push(page.onWake(wake))
      stops.push(
        page.onHide(() => {
          hiddenAt = time.moment()
          renewal.stop()
          environment.setTimer(LINGER_MS, hearOrNot)
        }),
      )
      if (!deps.noticesActs) return
      const onDue = (): void => {
        if (backoff.waitMs() === 0) deps.touch()
      }
      stops.push(watchActivity({ page, time, session: engine.current, onDue }))
    },
    reconsider: (when) => {
      if (when === 'later') environment.setTimer(LINGER_MS, hearOrNot)
      else hearOrNot()
      renewal.plan()
    },
    stop: () => {
      for (const stop of stops.splice(0)) stop()
      renewal.stop()
      hearing?.abort()
      hearing = null
    },
  }
}
