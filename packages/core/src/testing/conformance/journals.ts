/** Conformance of what is written beside a change: log entries that no reader misses, events that tell the truth. */

import { draftEvent } from '../../event/event.ts'
import type { AppId } from '../../id/id.ts'
import { newId } from '../../id/id.ts'
import type { EmailAddress } from '../../user/email.ts'
import { LOG_SKIP, type LogEntry } from '../../log/log.ts'
import type { NewUpstream } from '../../upstream/upstream.ts'
import {
  type ConformanceRunner,
  CONTEXT,
  issued,
  onStore,
  race,
  RACERS,
  same,
  stepOf,
  type Subject,
  tally,
} from './harness.ts'

const ENDED = { state: 'ended', reason: 'signed_out' } as const
const FILTER = { userId: null, sessionId: null, type: null }

function upstream(id: AppId): NewUpstream {
  return {
    id,
    kind: 'oidc',
    issuer: 'https://id.example',
    jwksUrl: 'https://id.example/jwks',
    algorithms: ['ES256'],
    audiences: ['app'],
    authorizedParties: [],
    maxTokenAgeSeconds: 300,
    allowActor: false,
    name: 'Example',
    signIn: true,
    signUp: true,
    client: {
      clientId: 'web',
      authentication: 'client_secret_basic',
      scopes: ['openid'],
      authorizationUrl: 'https://id.example/authorize',
      tokenUrl: 'https://id.example/token',
      userInfoUrl: null,
      namesIssuer: true,
    },
    sealedClientSecret: Uint8Array.of(1, 2, 3),
    endsSessions: true,
    sealedWebhookSecret: null,
  }
}

/** The suite. */
export function journalConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  runner.describe('the log', () => {
    on('shows whoever follows it every entry, in order, however many write', async (subject) => {
      const user = await subject.user()
      const readings = await race(() => subject.open(user))
      const seen: LogEntry[] = []
      let writing = true
      const follow = async (): Promise<void> => {
        for (;;) {
          const isOver = !writing
          const entries = await subject.store.log.after(seen.at(-1)?.position ?? 0, 5)
          seen.push(...entries)
          if (isOver && entries.length === 0) return
          await subject.store.check() // a write of its own: others are answered meanwhile
        }
      }
      const write = async (): Promise<void> => {
        await race((index) => {
          const id = readings[index]?.session.id
          if (id === undefined) throw new Error('a session is not there')
          return subject.store.sessions.end({ by: 'id', id }, ENDED, CONTEXT)
        })
        writing = false
      }
      await Promise.all([follow(), write()])
      same(
        seen.map(({ position }) => position),
        Array.from({ length: RACERS }, (_, index) => index + 1),
        'the positions',
      )
      same(new Set(seen.map(({ id }) => id)).size, RACERS, 'the sessions')
    })

    on(
      'whose head is behind what was seen is moved past it by one, and says what to read again',
      async (subject) => {
        const { log, policy } = subject.store
        await policy.replace({}, { tokenSeconds: 30 }, CONTEXT)
        const head = await log.head()
        same([await log.movePast(head), await log.head()], [false, head], 'a head that is where it was')
        const seen = head + 5
        const moved = await race(() => log.movePast(seen))
        same(moved.filter(Boolean), [true], 'who moved it')
        const [first, second, ...more] = await log.after(head, 10)
        same([first?.kind, second?.kind, more], ['policy', 'key', []], 'the kinds')
        same(first?.position, seen + LOG_SKIP + 1, 'the first new position')
        same(await log.head(), second?.position, 'the head')
        same(await log.incarnation(), await log.incarnation(), 'the incarnation of a server that goes on')
      },
    )

    on('holds a user’s entry behind those of the sessions that end with it', async (subject) => {
      const user = await subject.user()
      await subject.open(user)
      await subject.store.users.setDisabled(user.id, true, CONTEXT)
      same(
        (await subject.store.log.after(0, 10)).map(({ kind }) => kind),
        ['session', 'user'],
        'the kinds',
      )
    })
  })

  runner.describe('what is over', () => {
    on('is forgotten in rounds, and nothing else is', async (subject) => {
      const user = await subject.user()
      const { store } = subject
      const { id, hash } = issued(runner, 'ticket')
      const purpose = {
        kind: 'password-reset',
        userId: user.id,
        email: 'a@example.com' as EmailAddress,
        epoch: 0,
      } as const
      await store.tickets.create({ id, hash, purpose, lifetimeMs: 100_000, events: [] })
      for (const key of ['a', 'b', 'c']) await store.once.claim(key, 1_000)
      await store.rateLimits.take('a', { everyMs: 1_000, burst: 5 })
      await store.policy.replace({}, { tokenSeconds: 30 }, CONTEXT)
      const head = await store.log.head()
      await subject.passTime(50_000)
      await store.once.claim('d', 1_000)
      same(
        [await store.once.sweep(2), await store.once.sweep(2), await store.once.sweep(2)],
        subject.expiresByItself === true ? [0, 0, 0] : [2, 1, 0],
        'what may be used once',
      )
      same(
        [await store.tickets.sweep(9), await store.rateLimits.sweep(9), await store.log.sweep(9)],
        [0, subject.expiresByItself === true ? 0 : 1, 0],
        'the rest',
      )
      same((await store.log.after(0, 9)).length, 1, 'the log, which nodes may not have read yet')
      same(await store.once.claim('d', 1_000), false, 'what is not over')
      await subject.passTime(50_000)
      same([await store.tickets.sweep(9), await store.log.sweep(9)], [1, 1], 'a ticket, and the log')
      same([await store.log.head(), await store.log.after(0, 9)], [head, []], 'the head, and what is behind')
      const told = (await subject.told(user.id)).length
      same(await store.events.sweep({ batch: 9, retentionMs: 200_000 }), 0, 'young events')
      same((await store.events.sweep({ batch: 9, retentionMs: 100_000 })) >= told, true, 'old events')
      same(await subject.told(user.id), [], 'the events')
    })
  })

  runner.describe('an event', () => {
    on('is written if what it tells of happened, and only then', async (subject) => {
      const reading = await subject.open(await subject.user())
      const { id: sessionId } = reading.session
      const events = [draftEvent(CONTEXT, 'session.stale_refresh', { sessionId })]
      await race(() => subject.store.sessions.advance(stepOf(reading, { events })))
      await subject.store.sessions.advance(stepOf(reading, { events, salt: new Uint8Array(16) }))
      same(
        tally(await subject.told(sessionId)),
        { 'session.created': 1, 'session.stale_refresh': 1 },
        'the events',
      )
    })

    on('comes back as it was written, with an id and the store’s time', async (subject) => {
      const user = await subject.user()
      const draft = draftEvent(
        { actor: { kind: 'admin', id: 'key_1' }, device: { address: '2001:db8::1', userAgent: 'ß 🎟️' } },
        'exchange.failed',
        {
          outcome: 'failure',
          userId: user.id,
          reason: 'token-expired',
          details: { nested: { list: [1, null] } },
        },
      )
      const before = await subject.store.nowMs()
      await subject.store.events.append([draft])
      const [event] = (await subject.store.events.list(FILTER, { limit: 1, cursor: null })).data
      if (event === undefined) throw new Error('the event is not there')
      const { id, atMs, ...rest } = event
      same(rest, draft, 'the event')
      same([id.startsWith('evt_'), atMs >= before], [true, true], 'the id and the time')
    })

    on('of a refused sign-in is not told, nor anything that came before the refusal', async (subject) => {
      const user = await subject.user()
      const { session } = await subject.open(user)
      const refused = await subject.store.sessions.open(
        subject.openInput(user, {
          replaceOtherDevices: false,
          maxSessions: { count: 1, atLimit: 'deny' },
          once: { key: 'token-1', keyHash: null, untilMs: (await subject.store.nowMs()) + 60_000 },
        }),
      )
      same(refused.outcome, 'session-limit', 'the outcome')
      same(await subject.told(user.id), ['session.created', 'user.created'], 'the events')
      same((await subject.find(session.id)).session.end, null, 'the session')
      const again = await subject.store.sessions.open(
        subject.openInput(user, {
          once: { key: 'token-1', keyHash: null, untilMs: (await subject.store.nowMs()) + 60_000 },
        }),
      )
      same(again.outcome, 'opened', 'what may be used once, after the refusal')
    })
  })

  runner.describe('the policy', () => {
    on('is what was written last, with an entry in the log and an event', async (subject) => {
      same(await subject.store.policy.read(), {}, 'nothing saved')
      const { policy } = subject.store
      same(await policy.replace({}, { tokenSeconds: 30 }, CONTEXT), true, 'the first')
      same(await policy.replace({ tokenSeconds: 30 }, { devices: 'one' }, CONTEXT), true, 'the second')
      same(await policy.read(), { devices: 'one' }, 'what is saved')
      same(
        (await subject.store.log.after(0, 10)).map(({ kind }) => kind),
        ['policy', 'policy'],
        'the log',
      )
    })

    on('is replaced by one of those who read the same', async (subject) => {
      const { policy } = subject.store
      const outcomes = await race((index) => policy.replace({}, { tokenSeconds: 30 + index }, CONTEXT))
      same(tally(outcomes.map(String)), { true: 1, false: RACERS - 1 }, 'the outcomes')
      same(await policy.read(), { tokenSeconds: 30 + outcomes.indexOf(true) }, 'what is saved')
      same((await subject.store.log.after(0, 10)).length, 1, 'the log')
    })
  })

  runner.describe('upstreams', () => {
    on('of one issuer are one, and change and go with an event each', async (subject) => {
      const { upstreams } = subject.store
      const app = (): AppId => newId('app', 1_780_000_000_000, runner.random)
      const outcomes = await race(() => upstreams.create(upstream(app()), CONTEXT))
      same(tally(outcomes), { created: 1, 'issuer-taken': RACERS - 1 }, 'the outcomes')
      const found = await upstreams.findByIssuer('https://id.example')
      if (found === null) throw new Error('the upstream is not there')
      const changed = await upstreams.update(found.id, { audiences: ['app', 'api'] }, CONTEXT)
      same(changed, { ...found, audiences: ['app', 'api'] }, 'the changed one')
      same(await upstreams.list(), [changed], 'the list')
      same(await upstreams.find(found.id), changed, 'the one by its id')
      same(await upstreams.update(app(), { audiences: [] }, CONTEXT), null, 'an unknown one')
      const deleted = await race(() => upstreams.delete(found.id, CONTEXT))
      same(deleted.filter(Boolean).length, 1, 'how many deleted it')
      const { data } = await subject.store.events.list(FILTER, { limit: 10, cursor: null })
      same(
        data.map(({ type }) => type),
        ['upstream.deleted', 'upstream.updated', 'upstream.created'],
        'the events',
      )
    })
  })
}
