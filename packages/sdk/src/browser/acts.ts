/** What people do by a client: sign in and out, prove who they are, choose an account, say that they are there. */

import { withAct, withOpened } from './accounts.ts'
import { tellEveryMs } from './activity.ts'
import type { ApiCall, ApiResult, ClientSession, CoatcheckClient, SignInInput } from './client.ts'
import type { Credential, Opened } from './credential.ts'
import type { Engine } from './engine.ts'
import { tokenKey } from './held-tokens.ts'
import type { SignUpOutcome, StepOutcome } from './outcome.ts'
import { failure } from './send.ts'
import type { ServerTime } from './server-time.ts'
import type { StateStore } from './state-store.ts'
import { ANY_TOKEN } from './token-freshness.ts'
import { isFailure, type TokenSource } from './token-source.ts'
import { readLastActive } from './wire.ts'

/** The calls of a client that people make. */
export type Acts = Pick<
  CoatcheckClient,
  | 'signIn'
  | 'signUp'
  | 'proveSecondFactor'
  | 'reverify'
  | 'changePassword'
  | 'signOut'
  | 'setActive'
  | 'touch'
  | 'call'
>

/** Makes them. */
export function createActs(deps: {
  readonly store: StateStore
  readonly credential: Credential
  readonly engine: Engine
  readonly tokens: TokenSource
  readonly time: ServerTime
  readonly start: () => void
}): Acts {
  const { store, credential, engine, tokens, time, start } = deps
  const sessions = (): readonly ClientSession[] => store.state().sessions

  /** A session that was opened, or proved anew: what its tokens said before is no longer all of it. */
  async function welcome({ session, token }: Opened): Promise<void> {
    const isNew = engine.current()?.id !== session.id
    tokens.drop(session.id)
    if (token !== null) tokens.receive(session.id, tokenKey(session.id, ANY_TOKEN, false), token)
    engine.adopt(withOpened(sessions(), session), session.status === 'active' ? session.id : null)
    // Where a browser may have one account, the others had to give way.
    if (isNew && sessions().length > 1) await engine.reload(false)
  }

  async function open(path: string, body: object): Promise<SignUpOutcome> {
    start()
    // Which accounts there are is known first, or the new one would be all that is known.
    await engine.load()
    const opened = await credential.open(path, body)
    if (!opened.ok || opened.session === null) return opened
    const { session } = opened
    await welcome(opened)
    // Whether a browser has kept the cookie shows by a request alone, such as for the token that is wanted anyway.
    const got = session.status === 'active' ? await engine.token(session.id, ANY_TOKEN) : null
    const isBlocked = got !== null && isFailure(got) && got.code === 'unauthenticated'
    return isBlocked ? failure('cookies_blocked') : { ok: true, session }
  }

  async function step(sessionId: string | undefined, path: string, body: object): Promise<StepOutcome> {
    if (sessionId === undefined) return failure('signed_out')
    const proved = await credential.step(sessionId, path, body)
    if (proved.ok) await welcome(proved)
    else await engine.judge(sessionId, proved)
    return proved.ok ? { ok: true, session: proved.session } : proved
  }

  return {
    signIn: async (input) => {
      const opened = await open(...signInRequest(input))
      if (!opened.ok) return opened
      const { session } = opened
      return session === null ? failure('answer_invalid') : { ok: true, session }
    },
    signUp: (input) => open('register', input),
    proveSecondFactor: (proof, sessionId) =>
      step(
        sessionId ?? sessions().find(({ status }) => status === 'pending')?.id ?? engine.current()?.id,
        'second-factor',
        proof,
      ),
    reverify: (proof) => step(engine.current()?.id, 'reverify', proof),
    changePassword: (input) => step(engine.current()?.id, 'password', input),
    signOut: async ({ scope = 'local', sessionId = engine.current()?.id } = {}) => {
      if (sessionId === undefined) return { ok: true }
      const answer = await credential.signOut(sessionId, scope)
      // A cookie is the server's to take away; what we keep ourselves is gone by now, whether the server knows or not.
      if (scope !== 'others' && (answer.ok || credential.touch === null))
        engine.end(sessionId, answer.ok && scope === 'global' ? 'signed_out_everywhere' : 'signed_out')
      if (!answer.ok) await engine.judge(sessionId, answer)
      return answer.ok ? { ok: true } : answer
    },
    setActive: async ({ session, organization }) => {
      if (session !== undefined) {
        const activated = await credential.activate(session)
        if (!activated.ok) {
          await engine.judge(session, activated)
          return activated
        }
        engine.use(session)
      }
      const sessionId = session ?? engine.current()?.id
      if (organization === undefined || sessionId === undefined) return { ok: true }
      const answer = await call('session/organization', {
        method: 'POST',
        body: { organizationId: organization },
        sessionId,
      })
      if (!answer.ok) return answer
      tokens.drop(sessionId)
      await engine.token(sessionId, { ...ANY_TOKEN, skipCache: true })
      return { ok: true }
    },
    touch: async () => {
      const session = engine.current()
      if (session === null) return failure('signed_out')
      const told =
        credential.touch === null
          ? await engine.token(session.id, { ...ANY_TOKEN, skipCache: true, active: true })
          : await credential.touch(session.id)
      if ('ok' in told && !told.ok) {
        await engine.judge(session.id, told)
        return told
      }
      const toldMs = 'body' in told ? readLastActive(told.body['session']) : told.issuedAtMs
      engine.replace(withAct(session, actMs(toldMs, time.nowMs(), session)))
      return { ok: true }
    },
    call: async <Body>(path: string, options: ApiCall = {}) =>
      (await call(path.replace(/^\//, ''), options)) as ApiResult<Body>,
  }

  async function call(path: string, options: ApiCall): ReturnType<Credential['call']> {
    const sessionId = options.sessionId ?? engine.current()?.id ?? null
    const answer = await credential.call(sessionId, path, options, () => engine.tokenText(sessionId))
    if (!answer.ok && sessionId !== null) await engine.judge(sessionId, answer)
    return answer
  }
}

/** When an act was that the server was told of: it may have written it down a while before, but no clock that leapt counts. */
function actMs(toldMs: number, nowMs: number, session: ClientSession): number {
  return Math.max(toldMs, Math.min(nowMs, toldMs + tellEveryMs(session)))
}

/** Where a sign-in is sent, and what; members that are undefined are left out. */
function signInRequest(input: SignInInput): readonly [path: string, body: object] {
  const { rememberMe } = input
  if ('upstreamToken' in input) return ['create-session', { token: input.upstreamToken, rememberMe }]
  if ('passkey' in input) return ['passkey', { response: input.passkey, rememberMe }]
  if ('upstream' in input) {
    const { id, ...upstream } = input.upstream
    return [`upstreams/${encodeURIComponent(id)}/finish`, { ...upstream, rememberMe }]
  }
  const { email, password } = input
  return ['login', { email, password, rememberMe }]
}
