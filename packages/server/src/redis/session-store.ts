/**
 * The session port, with what happens all the time in Redis: reading, steps of refresh chains, activity. Everything
 * else happens in the database, which holds every session and its end, and is the truth whenever Redis forgets.
 */

import {
  type AdvanceChain,
  type AdvanceOutcome,
  type ClientId,
  type EventStore,
  isOver,
  type SessionFilter,
  type SessionId,
  type SessionReading,
  type SessionStore,
  statusOf,
  StoreUnavailable,
} from '@coatcheck/core'
import { pageOf } from '../sql/pagination.ts'
import { findHotClient } from './hot-clients.ts'
import { type HotReply, readHot, text } from './hot-session.ts'
import { findHot, type Hot, hotReading, inDatabase, readingOrResolved, resolve } from './hot-sessions.ts'
import { recordKeys } from './keys.ts'
import { script } from './script.ts'

const findScript = script('find')
const advanceScript = script('advance')
const touchScript = script('touch')
const extendScript = script('extend-tokens')

const MAX_ROUNDS = 16
const LIST_BATCH = 100
const AHEAD_MS = 300_000

/** What the store stands on. */
export type SessionBase = { readonly sessions: SessionStore; readonly events: EventStore }

/** Opens the port. */
export function openHotSessionStore(hot: Hot, sql: SessionBase): SessionStore {
  const { record, gate } = hot

  /** Runs a script on a session that can be believed; `inSql` when somebody works on it in the database. */
  async function onBelieved<T>(
    id: SessionId,
    run: () => Promise<HotReply>,
    inSql: () => Promise<T>,
  ): Promise<{ readonly reply: HotReply } | { readonly done: T } | null> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const reply = await run()
      if (!['missing', 'doubted', 'lost'].includes(reply[0])) return { reply }
      const resolved = await resolve(hot, id)
      if (resolved === null) return null
      if (!resolved.isFenced) continue
      const done = await inSql()
      await gate.doubt([id])
      return { done }
    }
    throw new StoreUnavailable(`the record of ${id} changed faster than it could be read`)
  }

  async function advance(step: AdvanceChain): Promise<AdvanceOutcome> {
    const { sessionId: id } = step
    if (step.kind !== 'refresh') return lossy(await inDatabase(hot, [id], () => sql.sessions.advance(step)))
    const keys = [recordKeys(id)[0]]
    const ran = await onBelieved(
      id,
      async () => (await hot.redis.run(advanceScript, keys, argumentsOf(hot, step))) as HotReply,
      () => sql.sessions.advance(step),
    )
    if (ran === null) return { outcome: 'unmatched', reading: null }
    if ('done' in ran) return lossy(ran.done)
    const { reply } = ran
    if (reply[0] === 'limited') return { outcome: 'limited', retryAfterMs: Number(reply[1]) }
    if (reply[0] === 'unmatched') {
      const held = ['held', ...reply.slice(1)] as unknown as HotReply
      return { outcome: 'unmatched', reading: await readingOrResolved(hot, id, held) }
    }
    await keepPromise(reply, id)
    if (step.events.length > 0) await sql.events.append(step.events)
    return { outcome: 'advanced', reading: hotReading(hot, reply) }
  }

  async function keepPromise(reply: HotReply, id: SessionId): Promise<void> {
    const { promiseUntilMs } = readHot(reply)
    if (promiseUntilMs !== null) await record.promiseActivity(id, promiseUntilMs)
  }

  async function list(filter: SessionFilter, page: Parameters<SessionStore['list']>[1]) {
    const found: SessionReading[] = []
    let { cursor } = page
    do {
      const wanted = { ...filter, status: null }
      const rows = await sql.sessions.list(wanted, { limit: LIST_BATCH, cursor })
      const readings = await Promise.all(rows.data.map(asItIsHere))
      found.push(...readings.filter((reading) => hasStatus(reading, filter.status)))
      cursor = rows.nextCursor
    } while (cursor !== null && found.length <= page.limit)
    return pageOf(found, page, { item: (reading) => reading, key: ({ session }) => session.id })
  }

  /** A session as it is here, if it is; a list fills nothing. */
  async function asItIsHere(recorded: SessionReading): Promise<SessionReading> {
    if (recorded.session.end !== null) return recorded
    const { id } = recorded.session
    const reply = (await hot.redis.run(findScript, [recordKeys(id)[0]], [hot.era()])) as HotReply
    return reply[0] === 'missing' ? recorded : ((await readingOrResolved(hot, id, reply)) ?? recorded)
  }

  /** Works on some sessions and clients in the database. */
  function working<T>(
    ids: readonly SessionId[],
    clients: readonly ClientId[],
    work: () => Promise<T>,
    more?: () => Promise<readonly SessionId[]>,
  ): Promise<T> {
    return fenced(hot, clients, () => inDatabase(hot, ids, work, more))
  }

  return {
    find: (id) => findHot(hot, id),
    findClient: (id) => findHotClient(hot, id),
    clientKnowsUser: (clientId, userId) => sql.sessions.clientKnowsUser(clientId, userId),

    open: async (input) => {
      const { client, userId } = input
      const ofUser = async () =>
        input.replaceOtherDevices || input.maxSessions !== null
          ? await record.idsOf({ by: 'user', userId, except: null })
          : []
      const ofClient = async () =>
        client.kind === 'known' ? await record.idsOf({ by: 'client', clientId: client.id, except: null }) : []
      const parentId = input.oauth?.parentId ?? null
      const parent = parentId === null ? [] : [parentId]
      const grants = async () =>
        input.oauth === null
          ? []
          : await record.idsOf({ by: 'oauth-client', id: input.oauth.clientId, userId })
      const concerned = async () => [
        ...new Set([...(await ofUser()), ...(await ofClient()), ...(await grants()), ...parent]),
      ]
      const clients = client.kind === 'known' ? [client.id] : []
      const opened = await working(await concerned(), clients, () => sql.sessions.open(input), concerned)
      return opened.outcome === 'opened' ? { ...opened, reading: mayLose(opened.reading) } : opened
    },

    advance,
    touch: async (id) => {
      const keys = [recordKeys(id)[0]]
      const ran = await onBelieved(
        id,
        async () => (await hot.redis.run(touchScript, keys, [hot.era(), hot.clock.nowMs()])) as HotReply,
        () => sql.sessions.touch(id),
      )
      if (ran === null) return null
      if ('done' in ran) return ran.done === null ? null : mayLose(ran.done)
      await keepPromise(ran.reply, id)
      return await readingOrResolved(hot, id, ran.reply)
    },
    extendTokensUntil: async (id, untilMs) => {
      const keys = [recordKeys(id)[0]]
      const ran = await onBelieved(
        id,
        async () =>
          (await hot.redis.run(extendScript, keys, [hot.era(), hot.clock.nowMs(), untilMs])) as HotReply,
        () => sql.sessions.extendTokensUntil(id, untilMs),
      )
      if (ran === null) return false
      if ('done' in ran) return ran.done
      if (ran.reply[0] !== 'extended') return false
      // How long an end must be told is not for Redis to lose.
      await record.writeBack([{ id, lastActiveAtMs: null, tokensUntilMs: untilMs, chain: null }])
      return true
    },

    reverify: async (input) => {
      const client = input.rotateClient?.id ?? null
      // A session that waited takes the place of others in its browser.
      const concerned = async () =>
        client === null || input.factor === 'first'
          ? [input.id]
          : await record.idsOf({ by: 'client', clientId: client, except: null })
      const clients = client === null ? [] : [client]
      const ids = [...new Set([input.id, ...(await concerned())])]
      const reading = await working(ids, clients, () => sql.sessions.reverify(input), concerned)
      return reading === null ? null : mayLose(reading)
    },
    replaceOpaqueSecret: async (id, opaqueHash) => {
      const reading = await working([id], [], () => sql.sessions.replaceOpaqueSecret(id, opaqueHash))
      return reading === null ? null : mayLose(reading)
    },
    activate: (clientId, sessionId) =>
      working([sessionId], [clientId], () => sql.sessions.activate(clientId, sessionId)),

    setOrganization: async (id, organizationId) => {
      const reading = await working([id], [], () => sql.sessions.setOrganization(id, organizationId))
      return reading === null ? null : mayLose(reading)
    },

    end: async (selector, ending, context, more) => {
      const ids = () => record.idsOf(selector)
      return await working(await ids(), [], () => sql.sessions.end(selector, ending, context, more), ids)
    },

    list,
    tighten: (transport, limits) => record.tighten(transport, limits),
    sweep: async (limits) => {
      const ids = await record.due(limits.batch, AHEAD_MS)
      const { count, forgotten } = await working(ids, [], () => record.sweep(limits, ids))
      await gate.doubt(forgotten)
      return count
    },
  }
}

/** Works on clients in the database: nobody believes what is known here of them until it is done. */
export async function fenced<T>(
  { gate }: Pick<Hot, 'gate'>,
  clients: readonly ClientId[],
  work: () => Promise<T>,
): Promise<T> {
  if (clients.length === 0) return await work()
  const { name } = await gate.recall(clients)
  try {
    return await work()
  } finally {
    await gate.release(clients, name)
  }
}

function argumentsOf({ era, clock }: Hot, step: AdvanceChain): readonly (string | number)[] {
  const { everyMs, burst } = step.rateLimit
  const nowMs = clock.nowMs()
  return [
    era(),
    nowMs,
    text(step.salt),
    step.expectCounter,
    step.nextCounter,
    text(step.keyHash),
    step.secretVersion,
    step.kind,
    Number(step.active),
    Number(step.afterRollback),
    everyMs,
    nowMs + everyMs * (burst - 1),
  ]
}

function hasStatus({ session, user, nowMs }: SessionReading, status: SessionFilter['status']): boolean {
  return status === null || !isOver(statusOf(session, user, nowMs)) === (status === 'active')
}

/** A reading of the database is one of this store too: the steps of other sessions may be lost. */
function mayLose(reading: SessionReading): SessionReading {
  return { ...reading, mayHaveLostSteps: true }
}

function lossy(outcome: AdvanceOutcome): AdvanceOutcome {
  if (outcome.outcome === 'limited' || outcome.reading === null) return outcome
  return { ...outcome, reading: mayLose(outcome.reading) } as AdvanceOutcome
}
