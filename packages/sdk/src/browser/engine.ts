/** The engine of a client: who is signed in, what becomes of it, and the tokens of this tab. What people do is `acts.ts`. */

import type { SessionEndedReason } from '@coatcheck/core/protocol'
import { firstSession, isListed, sameIfEqual, withLaterActs } from './accounts.ts'
import type { Backoff } from './backoff.ts'
import type { ClientSession, ClientState } from './client.ts'
import type { Credential } from './credential.ts'
import type { Environment } from './environment.ts'
import { tokenKey } from './held-tokens.ts'
import type { CallFailure } from './outcome.ts'
import type { ServerTime } from './server-time.ts'
import type { StateStore } from './state-store.ts'
import type { TabMessage, Tabs } from './tabs.ts'
import { ANY_TOKEN, type HeldToken, type TokenWish } from './token-freshness.ts'
import { isFailure, type TokenSource } from './token-source.ts'
import { shownToken } from './wire.ts'

/** What it is made of. */
export type EngineParts = {
  readonly name: string
  readonly environment: Environment
  readonly store: StateStore
  readonly credential: Credential
  readonly tokens: TokenSource
  readonly time: ServerTime
  readonly backoff: Backoff
  readonly tabs: () => Tabs
}

/** What it does. */
export type Engine = {
  readonly current: () => ClientSession | null
  /** Asks who is signed in, once. */
  readonly load: () => Promise<ClientState>
  /** @param isWanted Somebody asks for it, and does not wait for a better moment. */
  readonly reload: (isWanted: boolean) => Promise<ClientState>
  /** A token of a session, or why there is none; a session that turns out to be over ends here. */
  readonly token: (sessionId: string, wish: TokenWish) => Promise<HeldToken | CallFailure>
  /** Any token of a session as it is sent; `null` where there is none, for whatever reason. */
  readonly tokenText: (sessionId: string | null) => Promise<string | null>
  /** Works with a session from now on. */
  readonly use: (sessionId: string) => void
  /** Who is signed in is as follows; other tabs are told. */
  readonly adopt: (sessions: readonly ClientSession[], signedIn: string | null) => void
  readonly replace: (session: ClientSession) => void
  readonly end: (sessionId: string, reason: SessionEndedReason) => void
  /** What tokens of that user say is no longer so. */
  readonly outdate: (userId: string) => void
  readonly onMessage: (message: TabMessage) => void
  readonly onToken: (sessionId: string, key: string, token: HeldToken) => void
  /** Judges what became of a call: it may have ended the session. */
  readonly judge: (sessionId: string, failure: CallFailure) => Promise<void>
}

/** These say that nobody is signed in by this credential any more. Nothing else does. */
const ENDS: ReadonlySet<string> = new Set(['refresh_invalid', 'refresh_reused', 'session_ended'])
/** What the browser has is no credential, or none that the server gave out. */
const UNKNOWN: ReadonlySet<string> = new Set([
  'unauthenticated',
  'credential_invalid',
  'cookie_conflict',
  'session_ended',
])
/** After these, unless they end a session, the server is asked who is signed in: the cookie may be gone, or another one. */
const DOUBTS: ReadonlySet<string> = new Set([...UNKNOWN, 'session_not_found', 'session_pending'])

/** Makes it. */
export function createEngine(parts: EngineParts): Engine {
  const { name, environment, store, credential, tokens, time, backoff, tabs } = parts
  const remembered = `${name}:session`
  const beganAt = time.moment()
  let loading: Promise<ClientState> | null = null
  let asking: Promise<ClientState> | null = null
  let askingNext: Promise<ClientState> | null = null
  /** The session of this tab that was missing when somebody looked. */
  let goneId: string | null = null

  const current = (): ClientSession | null => store.state().session
  const sessions = (): readonly ClientSession[] => store.state().sessions
  const isCurrent = (sessionId: string): boolean => store.knowledge().currentId === sessionId

  function use(sessionId: string, told: readonly ClientSession[] = sessions()): void {
    environment.tabMemory.set(remembered, sessionId)
    // Other tabs may have sent its token already.
    const held = tokens.held(sessionId, ANY_TOKEN)
    const token = held === null ? null : shownToken(held.claims)
    store.change({ sessions: told, currentId: sessionId, token, reason: null })
  }

  /** Nobody is signed in in this tab any more. */
  function leave(left: readonly ClientSession[], reason: SessionEndedReason): void {
    environment.tabMemory.set(remembered, null)
    store.change({ sessions: left, currentId: null, token: null, reason })
  }

  /**
   * @param told Who is signed in, as the server or another tab says.
   * @param first The session to begin with, where this tab has none.
   */
  function take(told: readonly ClientSession[], first: string | null): void {
    const known = store.knowledge()
    const after = sameIfEqual(known.sessions, withLaterActs(told, sessions(), time.nowMs()))
    for (const { id } of sessions()) if (!told.some((session) => session.id === id)) tokens.drop(id)
    const isThere = (wanted: string | null): boolean =>
      after.some(({ id, status }) => id === wanted && status === 'active')
    if (known.currentId !== null && !isThere(known.currentId)) {
      const person = current()?.user.id
      const again = after.find(({ status, user }) => status === 'active' && user.id === person)
      if (again !== undefined) return use(again.id, after) // the same person, who signed in once more
      goneId = known.currentId
      leave(after, 'unknown')
    } else if (first !== null && known.currentId === null && isThere(first) && !isTaken()) use(first, after)
    else store.change({ sessions: after })
  }

  /** Whether somebody else took this tab's place in the browser: nobody is put in anybody's place unasked. */
  const isTaken = (): boolean => store.knowledge().reason === 'removed_from_client'

  function share(signedIn: string | null): void {
    tabs().tell({ kind: 'accounts', sessions: sessions(), signedIn })
  }

  async function ask(isWanted: boolean): Promise<ClientState> {
    if (!isWanted && backoff.waitMs() > 0) return store.state()
    const leftOver = current() === null ? sessions() : null
    const answer = await credential.accounts()
    if (!answer.ok) {
      // The server does not know this browser: nobody can be signed in by what it has.
      if (UNKNOWN.has(answer.code)) take([], null)
      else if (answer.code !== 'closed') {
        backoff.failed(answer)
        store.change({ error: answer })
      }
      return store.state()
    }
    backoff.succeeded()
    const told = [...answer.sessions]
    // A session that is not listed says itself why, when it is asked for a token; or it is younger than the list.
    for (const gone of sessions().filter((known) => !isListed(told, known)))
      if (!isFailure(await token(gone.id, { ...ANY_TOKEN, skipCache: true }))) told.push(gone)
    // Whoever was signed out here, and signs in on the server's own pages, which tell no tab, is signed in here too.
    const isNew = leftOver?.every(({ id }) => id !== answer.activeSessionId)
    take(told, isNew ? firstSession(answer, environment.tabMemory.get(remembered)) : null)
    // Where that is kept on the device, nothing is left to be asked of a server that did not answer.
    if (current() === null) store.change({ error: null })
    const details = readDetails()
    if (isWanted) await details // an application that starts without a network must not wait for it
    return store.state()
  }

  async function reload(isWanted: boolean): Promise<ClientState> {
    const asked = ask(isWanted)
    asking = asked
    const state = await asked
    if (asking === asked) asking = null
    if (state.isLoaded && state.error === null) share(null)
    return state
  }

  /** Where the list of accounts is kept on the device, what they have become is asked apart. */
  async function readDetails(): Promise<void> {
    const session = current()
    if (credential.read === null || session === null) return
    const text = await tokenText(session.id)
    if (text === null) return
    const read = await credential.read(session.id, text)
    if (read.ok) replace(read.session)
    else await judge(session.id, read)
  }

  async function token(sessionId: string, wish: TokenWish): Promise<HeldToken | CallFailure> {
    const got = await tokens.get(sessionId, wish)
    if (isFailure(got)) await judge(sessionId, got)
    return got
  }

  async function tokenText(sessionId: string | null): Promise<string | null> {
    const got = sessionId === null ? null : await token(sessionId, ANY_TOKEN)
    return got === null || isFailure(got) ? null : got.text
  }

  async function judge(sessionId: string, failure: CallFailure): Promise<void> {
    if (ENDS.has(failure.code)) {
      const reason = failure.code === 'refresh_reused' ? failure.code : (failure.reason ?? 'unknown')
      end(sessionId, reason as SessionEndedReason)
    } else if (DOUBTS.has(failure.code) && store.state().isLoaded) {
      const answer = await credential.accounts()
      if (answer.ok || UNKNOWN.has(answer.code)) {
        take(answer.ok ? answer.sessions : [], null)
        share(null) // they have the same cookies
      }
      if (isCurrent(sessionId)) backoff.failed(failure) // the server contradicts itself: not again and again
    } else if (failure.code === 'storage_failed') store.change({ error: failure })
  }

  function end(sessionId: string, reason: SessionEndedReason, isNews = true): void {
    tokens.drop(sessionId)
    void credential.forget(sessionId)
    const left = sessions().filter(({ id }) => id !== sessionId)
    if (left.length === sessions().length) {
      // It was missed before it was known why.
      if (sessionId === goneId && store.knowledge().reason === 'unknown') store.change({ reason })
      return
    }
    if (isNews) tabs().tell({ kind: 'ended', sessionId, reason })
    if (isCurrent(sessionId)) leave(left, reason)
    else store.change({ sessions: left })
  }

  function replace(session: ClientSession, isNews = true): void {
    const known = sessions()
    const changed = known.map((one) => (one.id === session.id ? session : one))
    if (sameIfEqual(known, changed) === known) return
    store.change({ sessions: changed })
    if (isNews) tabs().tell({ kind: 'session', session })
  }

  function outdate(userId: string, isNews = true): void {
    for (const { id, user } of sessions()) if (user.id === userId) tokens.drop(id)
    if (isNews) tabs().tell({ kind: 'outdated', userId })
  }

  return {
    current,
    load: async () => {
      if (store.state().isLoaded) return store.state()
      loading ??= ask(false).finally(() => {
        loading = null
      })
      return await loading
    },
    reload: (isWanted) => {
      if (isWanted || asking === null) return reload(isWanted)
      // Whatever happened since it was asked is in the next answer, and one is enough for all of it.
      askingNext ??= asking.then(() => {
        askingNext = null
        return reload(false)
      })
      return askingNext
    },
    token,
    tokenText,
    use: (sessionId) => use(sessionId),
    adopt: (told, signedIn) => {
      if (signedIn === null) take(told, null)
      else use(signedIn, told)
      share(signedIn)
    },
    replace,
    end,
    outdate,
    onMessage: (message) => {
      if (!store.state().isLoaded && message.kind !== 'token') return // asks by itself first
      switch (message.kind) {
        case 'token':
          time.hear(message.nowMs, beganAt)
          tokens.put(message.sessionId, message.key, message.token, message.isNew)
          return
        case 'ask':
          return tokens.answer(message.key)
        case 'accounts':
          // Whoever was signed out here, and signs in in another tab, is signed in here too.
          return take(message.sessions, message.signedIn)
        case 'ended':
          return end(message.sessionId, message.reason, false)
        case 'outdated':
          return outdate(message.userId, false)
        case 'session':
          return replace(message.session, false)
      }
    },
    onToken: (sessionId, key, held) => {
      if (isCurrent(sessionId) && key === tokenKey(sessionId, ANY_TOKEN, false))
        store.change({ token: shownToken(held.claims) })
    },
    judge,
  }
}
