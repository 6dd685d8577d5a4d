/**
 * What outdates tokens, at one node, races with what hands them out, at another: from the moment in which a verifier has
 * heard of the change, it accepts nothing that tells what was before, whenever that was handed out, and by whom.
 */

import { setTimeout as wait } from 'node:timers/promises'
import { seededRandom } from '@coatcheck/core/testing'
import { createVerifier, type Verifier } from '@coatcheck/sdk/backend'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { register } from '../support/api-client.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { type Nodes, startNodes } from '../support/nodes.ts'
import { PATIENCE } from '../support/people.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import {
  type Asks,
  askForTokens,
  type Chain,
  type Counter,
  exchangeFor,
  firstOf,
  mintFor,
  type Racer,
  type Way,
  WAYS,
} from '../support/racer.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'

/** With either store each change races with each way to tokens so often: that of one person with four of each. */
const RACES = 500
const OF_EACH = 4
const PEOPLE = RACES / OF_EACH
/** How many changes are under way at once. */
const AT_ONCE = 5

/** What a token says, as far as it races. */
type Told = { readonly role?: unknown; readonly org_role?: unknown }

type TokenVerifier = Verifier<'session' | 'template'>

/** A change, and whether who heard of it must not accept such claims any more. */
type Change = {
  readonly make: (racer: Racer) => Promise<{ readonly status: number }>
  readonly outdates: (told: Told) => boolean
  /** Whether tokens are to tell of the organization. */
  readonly inOrganization: boolean
}

let postgres: RunningPostgres
let redis: RunningRedis | null
let upstream: FakeUpstream
let nodes: Nodes
/** One who hears the node that hands tokens out, and one who hears the node where things change. */
let verifiers: readonly TokenVerifier[]
let racers: readonly Racer[]
let counter: Counter

const membershipOf = ({ organizationId, userId }: Racer): string =>
  `/organizations/${organizationId}/memberships/${userId}`

/** In this order: nobody is left after the last one. */
const CHANGES: readonly (readonly [string, Change])[] = [
  [
    'the metadata of a user',
    {
      make: ({ userId }) =>
        nodes.at(1).admin.patch(`/users/${userId}`, { publicMetadata: { role: 'editor' } }),
      outdates: ({ role }) => role !== 'editor',
      inOrganization: false,
    },
  ],
  [
    'a role in an organization',
    {
      make: (racer) => nodes.at(1).admin.patch(membershipOf(racer), { role: 'org:admin' }),
      outdates: ({ org_role: role }) => typeof role === 'string' && role !== 'org:admin',
      inOrganization: true,
    },
  ],
  [
    'the end of a membership',
    {
      make: (racer) => nodes.at(1).admin.delete(membershipOf(racer)),
      outdates: ({ org_role: role }) => typeof role === 'string',
      inOrganization: true,
    },
  ],
  [
    'the disabling of a user',
    {
      make: ({ userId }) => nodes.at(1).admin.post(`/users/${userId}/disable`),
      outdates: () => true,
      inOrganization: false,
    },
  ],
]

describe.each([
  ['Postgres', false],
  ['Postgres and Redis', true],
])('with two nodes on %s', (_, withRedis) => {
  beforeAll(async () => {
    upstream = await startFakeUpstream()
    postgres = await startPostgres()
    redis = withRedis ? await startRedis() : null
    const environment = {
      COATCHECK_DATABASE_URL: postgres.url('postgres'),
      ...(redis === null ? {} : { COATCHECK_REDIS_URL: redis.url }),
    }
    nodes = await startNodes(2, { environment })
    counter = { url: nodes.at(0).url, upstream }
    const { admin } = nodes.at(0)
    await admin.post('/upstreams', { issuer: upstream.issuer, kind: 'oidc', audiences: ['web'] })
    await admin.post('/templates', { name: 'told', starter: 'default', algorithm: 'ES256' })
    racers = await makeRacers()
    const key = await nodes.verifierKey()
    verifiers = nodes.all.map(({ url }) =>
      createVerifier({ issuer: nodes.issuer, url, feed: { key }, tokenTypes: ['session', 'template'] }),
    )
    await Promise.all(verifiers.map((verifier) => verifier.ready()))
  }, 300_000)
  afterAll(async () => {
    for (const verifier of verifiers) verifier.close()
    await nodes.stop()
    await redis?.stop()
    await postgres.stop()
    await upstream.close()
  })

  test.each(CHANGES)(
    'who heard of %s accepts no token that tells what was before',
    async (__, change) => {
      await forgetLimits()
      const races = startRaces(change)
      for (let from = 0; from < PEOPLE; from += AT_ONCE) {
        const racing = racers.slice(from, from + AT_ONCE)
        const tokens = (await Promise.all(racing.map(races.run))).flat()
        await untilHeard()
        for (const token of tokens) expect(await acceptedOutdated(token, change)).toBeNull()
        // By now both nodes know of the change: what they hand out tells it, and is accepted.
        for (const token of (await Promise.all(racing.map(races.mint))).flat()) {
          expect(change.outdates(told(token))).toBe(false)
          expect(await verifierOf(token).verify(token)).toMatchObject({ ok: true })
        }
      }

      for (const { before, after, refused } of Object.values(races.tally)) {
        expect(before + after + refused).toBe(RACES)
        expect(before).toBeGreaterThan(0)
        expect(after + refused).toBeGreaterThan(0)
      }
    },
    300_000,
  )
})

/** Limits on sign-ins are not what this is about. */
async function forgetLimits(): Promise<void> {
  await postgres.run('postgres', 'DELETE FROM rate_limits')
  redis?.run(
    'EVAL',
    "for _, key in ipairs(redis.call('KEYS', 'coatcheck:rate:*')) do redis.call('DEL', key) end",
    '0',
  )
}

/** As many people as changes: everybody meets each of them once. */
async function makeRacers(): Promise<readonly Racer[]> {
  const { admin, url } = nodes.at(0)
  const keeper = await register(url, 'keeper@example.com')
  const { id: createdBy } = keeper.body['user'] as { readonly id: string }
  const made: Racer[] = []
  while (made.length < PEOPLE) {
    const organization = await admin.post('/organizations', { name: `Team ${made.length}`, createdBy })
    const organizationId = String(organization.body['id'])
    const numbers = Array.from({ length: AT_ONCE }, (_, index) => made.length + index)
    made.push(...(await Promise.all(numbers.map((number) => makeRacer(number, organizationId)))))
  }
  await postgres.run(
    'postgres',
    `UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id = '${createdBy}')`,
  )
  return made.slice(0, PEOPLE)
}

async function makeRacer(number: number, organizationId: string): Promise<Racer> {
  const who = { subject: `person-${number}`, email: `person-${number}@example.com` }
  const opened = await exchangeFor(counter, who, 'opaque')
  const { id: userId } = opened.body['user'] as { readonly id: string }
  const chains: Chain[] = []
  while (chains.length < OF_EACH) chains.push(firstOf((await exchangeFor(counter, who, 'token')).body))
  const member = { userId, role: 'org:member' }
  await nodes.at(0).admin.post(`/organizations/${organizationId}/memberships`, member)
  const template = number % 2 === 0 ? undefined : 'told'
  const opaque = String(opened.body['sessionToken'])
  const racer = { ...who, userId, organizationId, template, opaque, chains }
  await mintFor(counter.url, racer, { organizationId, template }) // from now on the node has copies
  return racer
}

/** One kind of change, and what it races with. */
function startRaces({ make, outdates, inOrganization }: Change) {
  const tally = ofEveryWay(() => ({ before: 0, after: 0, refused: 0 }))
  /** How long each took last: what begins within that time of each other overlaps. */
  const took = { ...ofEveryWay(() => 5), change: 5 }

  const asksOf = ({ template, organizationId }: Racer): Asks => ({
    template,
    ...(inOrganization && { organizationId }),
  })

  async function ask(racer: Racer, way: Way, afterMs: number): Promise<readonly string[]> {
    await wait(Math.max(0, afterMs))
    const startedAt = performance.now()
    const handed = await askForTokens(counter, racer, way, asksOf(racer))
    took[way] = performance.now() - startedAt
    const last = handed.at(-1)
    tally[way][last === undefined ? 'refused' : outdates(told(last)) ? 'before' : 'after'] += 1
    for (const token of handed) await verifierOf(token).verify(token) // accepted or not: it is remembered
    return handed
  }

  async function changed(racer: Racer, afterMs: number): Promise<readonly string[]> {
    await wait(afterMs)
    const startedAt = performance.now()
    let { status } = await make(racer)
    // A node whose stores were slow says 503: it may have been done, and is asked for again.
    for (let tries = 1; status === 503 && tries < 10; tries++) {
      await wait(1_000)
      const again = await make(racer)
      status = again.status === 404 ? 204 : again.status
    }
    expect(status).toBeLessThan(300)
    took.change = performance.now() - startedAt
    const [here, there] = await Promise.all(
      [nodes.at(1), counter].map(({ url }) => mintFor(url, racer, asksOf(racer))),
    )
    // Where it was changed it is known at once.
    for (const token of here ?? []) expect(outdates(told(token))).toBe(false)
    return [...(here ?? []), ...(there ?? [])]
  }

  return {
    tally,
    took,
    mint: (racer: Racer) => mintFor(counter.url, racer, asksOf(racer)),
    /** @returns Everything that was handed out to somebody. */
    run: async (racer: Racer): Promise<readonly string[]> => {
      const changeAtMs = fraction() * took['sign-in']
      const asked = WAYS.flatMap((way) =>
        Array.from({ length: OF_EACH }, () =>
          ask(racer, way, changeAtMs - took[way] + fraction() * (took[way] + took.change)),
        ),
      )
      return (await Promise.all([...asked, changed(racer, changeAtMs)])).flat()
    },
  }
}

/** Waits until whoever verifies has heard of everything that happened by now. */
async function untilHeard(): Promise<void> {
  const position = await nodes.at(0).coatcheck.server.store.log.head()
  const heard = (): number => Math.min(...verifiers.map((verifier) => verifier.feed()?.position ?? -1))
  await expect.poll(heard, { ...PATIENCE, interval: 2 }).toBeGreaterThanOrEqual(position)
}

/** What a token tells that is accepted though it is outdated; `null` for any other. */
async function acceptedOutdated(token: string, { outdates }: Change): Promise<Told | null> {
  const verdict = await verifierOf(token).verify(token)
  const claims = verdict.ok ? (verdict.claims as Told) : null
  return claims !== null && outdates(claims) ? claims : null
}

/** Half of the tokens go to either verifier, each to the same one whenever it is shown. */
function verifierOf(token: string): TokenVerifier {
  const verifier = verifiers[token.charCodeAt(token.length - 1) % verifiers.length]
  if (verifier === undefined) throw new Error('there are no verifiers')
  return verifier
}

const random = seededRandom(20_260_417)

function fraction(): number {
  return new DataView(random.bytes(4).buffer).getUint32(0) / 2 ** 32
}

function ofEveryWay<T>(make: () => T): Record<Way, T> {
  return { 'sign-in': make(), mint: make(), refresh: make(), exchange: make() }
}

/** What a token says, whether it is good or not. */
function told(token: string): Told {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Told
}
