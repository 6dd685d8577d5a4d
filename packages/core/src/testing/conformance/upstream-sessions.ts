/** Conformance of the ports for links to upstreams: who holds which, the last way in, and ends that race with openings. */

import { type AppId, newId, type SessionId } from '../../id/id.ts'
import type { NewUpstream } from '../../upstream/upstream.ts'
import type { UpstreamEnd, UpstreamSession } from '../../upstream/upstream-session.ts'
import {
  type ConformanceRunner,
  CONTEXT,
  onStore,
  race,
  RACERS,
  same,
  type Subject,
  tally,
} from './harness.ts'

const NOW_MS = 1_780_000_000_000
const FAR_MS = 4_000_000_000_000

/** The suite. */
export function upstreamSessionConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)
  const app = (): AppId => newId('app', NOW_MS, runner.random)
  const from = (upstreamId: AppId, more: Partial<UpstreamSession> = {}): UpstreamSession => ({
    sessionId: newId('sess', NOW_MS, runner.random) as SessionId,
    upstreamId,
    subject: 'ada',
    upstreamSessionId: 'there',
    issuedAtMs: NOW_MS,
    untilMs: FAR_MS,
    ...more,
  })
  const end = (upstreamId: AppId, more: Partial<UpstreamEnd> = {}): UpstreamEnd => ({
    upstreamId,
    names: 'session',
    value: 'there',
    atMs: NOW_MS,
    untilMs: FAR_MS,
    ...more,
  })

  runner.describe('where sessions came from', () => {
    on('is found by the upstream session and by the person, of that upstream alone', async ({ store }) => {
      const { upstreamSessions } = store
      const [here, elsewhere] = [app(), app()]
      const [one, later, other] = [
        from(here),
        from(here, { upstreamSessionId: null, issuedAtMs: NOW_MS + 2 }),
        from(elsewhere),
      ]
      for (const session of [one, later, other]) same(await upstreamSessions.record(session), true, 'stands')
      const byPerson = { names: 'subject', value: 'ada', atMs: NOW_MS + 1 } as const
      same(await upstreamSessions.end(end(here, byPerson)), [one.sessionId], 'of the person, by then')
      same(await upstreamSessions.end(end(elsewhere)), [other.sessionId], 'of the session')
      same(await upstreamSessions.end(end(elsewhere)), [other.sessionId], 'the same again')
      same(await upstreamSessions.end(end(app())), [], 'of an upstream without any')
    })

    on('is told of an end that came before, unless it began after it', async ({ store }) => {
      const { upstreamSessions } = store
      const id = app()
      await upstreamSessions.end(end(id))
      const person = { names: 'subject', value: 'grace' } as const
      await upstreamSessions.end(end(id, { ...person, atMs: NOW_MS + 5 }))
      await upstreamSessions.end(end(id, { ...person, atMs: NOW_MS })) // comes late, and takes nothing back
      const grace = { subject: 'grace', upstreamSessionId: null }
      same(await upstreamSessions.record(from(id)), false, 'its session has ended')
      same(await upstreamSessions.record(from(id, { ...grace, issuedAtMs: NOW_MS + 5 })), false, 'the person')
      same(await upstreamSessions.record(from(id, { ...grace, issuedAtMs: NOW_MS + 6 })), true, 'a later one')
    })

    on('and its end see one another, whichever comes first', async ({ store }) => {
      const { upstreamSessions } = store
      for (let round = 0; round < RACERS; round++) {
        const id = app()
        const session = from(id)
        const [stands, ended] = await Promise.all([
          upstreamSessions.record(session),
          upstreamSessions.end(end(id)),
        ])
        same(stands && ended.length === 0, false, 'neither saw the other')
      }
    })

    on('is forgotten when its time is over', async ({ store }) => {
      const { upstreamSessions } = store
      const id = app()
      await upstreamSessions.record(from(id, { untilMs: 1 }))
      await upstreamSessions.end(end(id, { value: 'other', untilMs: 1 }))
      same((await upstreamSessions.sweep(10)) > 0, true, 'something was forgotten')
      same(await upstreamSessions.end(end(id, { untilMs: 1 })), [], 'the session')
    })
  })

  runner.describe('a link to an upstream', () => {
    const identity = (subject: string) => ({ issuer: 'https://id.example', subject })
    const upstream = (): NewUpstream => ({
      id: app(),
      kind: 'oidc',
      issuer: 'https://id.example',
      name: 'Example',
      jwksUrl: 'https://id.example/keys',
      algorithms: ['RS256'],
      audiences: ['web'],
      authorizedParties: [],
      maxTokenAgeSeconds: 300,
      allowActor: false,
      signIn: false,
      signUp: true,
      client: null,
      sealedClientSecret: null,
      endsSessions: true,
      sealedWebhookSecret: null,
    })

    on('belongs to one user, of all who want it', async (subject) => {
      const { users } = subject.store
      const outcomes = await race(async () => {
        const { id } = await subject.user()
        return await users.link(id, identity('a'), CONTEXT)
      })
      same(tally(outcomes), { linked: 1, taken: RACERS - 1 }, 'the outcomes')
      const holder = await users.findByIdentity(identity('a'))
      same(holder !== null && (await users.link(holder.id, identity('a'), CONTEXT)), 'linked', 'once more')
    })

    on('goes with its user, and where their sessions came from too', async (subject) => {
      const { users, upstreams, upstreamSessions } = subject.store
      const there = upstream()
      await upstreams.create(there, CONTEXT)
      const user = await subject.user()
      await users.link(user.id, identity('e'), CONTEXT)
      await upstreamSessions.record(from(there.id, { subject: 'e', upstreamSessionId: 'gone' }))
      await users.delete(user.id, CONTEXT)
      same(await upstreamSessions.end(end(there.id, { value: 'gone' })), [], 'the sessions')
      same(await users.link(user.id, identity('e'), CONTEXT), 'not-found', 'a link of nobody')
    })

    on('goes unless it is the last way in, also when two go at once', async (subject) => {
      const { users, upstreams } = subject.store
      await upstreams.create(upstream(), CONTEXT)
      const user = await subject.user({ passwordHash: null })
      for (const name of ['b', 'c']) await users.link(user.id, identity(name), CONTEXT)
      const outcomes = await Promise.all(
        ['b', 'c'].map((name) => users.unlink(user.id, identity(name), CONTEXT)),
      )
      same(tally(outcomes), { unlinked: 1, 'last-way-in': 1 }, 'the outcomes')
      same((await users.identities(user.id)).length, 1, 'what is left')
      const stranger = await subject.user()
      same(await users.unlink(stranger.id, identity('b'), CONTEXT), 'not-found', 'of somebody else')
      await users.link(stranger.id, identity('d'), CONTEXT)
      same(
        await users.unlink(stranger.id, identity('d'), CONTEXT),
        stranger.hasPassword ? 'unlinked' : 'last-way-in',
        'beside a password',
      )
    })
  })
}
