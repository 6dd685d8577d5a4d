/** Backends that verify all the time, each a process of its own: what was revoked or has changed is over everywhere. */

import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD, register, send } from '../support/api-client.ts'
import { type Nodes, startNodes } from '../support/nodes.ts'
import { PATIENCE } from '../support/people.ts'
import { type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { startVerifierProcess, type VerifierProcess } from '../support/verifier-process.ts'

/** How many tokens are revoked, and how many outdated, one after the other. */
const ROUNDS = 8

/** Somebody with a session, and the token that everybody verifies. */
type Holder = { readonly userId: string; readonly sessionId: string; readonly token: string }

let postgres: RunningPostgres
let nodes: Nodes
let verifiers: readonly VerifierProcess[]
let organizationId: string
let people = 0

describe.each([1, 3])('three verifiers of %d nodes', (count) => {
  beforeAll(async () => {
    postgres = await startPostgres()
    nodes = await startNodes(count, { environment: { COATCHECK_DATABASE_URL: postgres.url('postgres') } })
    const verifierKey = await nodes.verifierKey()
    verifiers = await Promise.all(
      [0, 1, 2].map((index) =>
        startVerifierProcess({ issuer: nodes.issuer, url: nodes.at(index).url, verifierKey }),
      ),
    )
    const keeper = await register(nodes.at(0).url, 'keeper@example.com')
    const { id: createdBy } = keeper.body['user'] as { readonly id: string }
    const made = await nodes.at(0).admin.post('/organizations', { name: 'Team', createdBy })
    organizationId = String(made.body['id'])
  })
  afterAll(async () => {
    await Promise.all(verifiers.map((verifier) => verifier.stop()))
    await nodes.stop()
    await postgres.stop()
  })

  test.each<[string, 'session' | 'user', string, (holder: Holder, node: number) => Promise<unknown>]>([
    [
      'a revocation',
      'session',
      'token-revoked',
      ({ sessionId }, node) => nodes.at(node).admin.delete(`/sessions/${sessionId}`),
    ],
    [
      'a change of a role',
      'user',
      'token-outdated',
      ({ userId }, node) =>
        nodes
          .at(node)
          .admin.patch(`/organizations/${organizationId}/memberships/${userId}`, { role: 'org:admin' }),
    ],
  ])(
    'accept nothing that %s is about, once they have heard of it',
    async (_, kind, reason, make) => {
      const bystander = await signIn(0)
      show(bystander)
      for (let round = 0; round < ROUNDS; round++) {
        const holder = await signIn(round)
        show(holder)
        await expect.poll(() => leastAccepted(holder), PATIENCE).toBeGreaterThan(3)
        const position = await positionOf(kind, holder, () => make(holder, round + 1))
        await expect.poll(() => refusals(holder), PATIENCE).toEqual([[reason], [reason], [reason]])
        for (const fate of await fates(holder)) {
          expect(fate).toMatchObject({ acceptedAfterRefusal: 0 })
          expect(fate?.acceptedAt).toBeLessThan(position)
        }
      }
      expect(await refusals(bystander)).toEqual([[], [], []])
    },
    180_000,
  )
})

/** Signs somebody up at one of the nodes, and mints a token that tells of the organization. */
async function signIn(node: number): Promise<Holder> {
  const { url, admin } = nodes.at(node)
  const email = `person-${people++}@example.com`
  const { body } = await send(url, '/api/auth/register', {
    body: { email, password: PASSWORD, transport: 'opaque' },
    headers: { 'x-forwarded-for': `10.0.0.${people}` },
  })
  const { id: userId } = body['user'] as { readonly id: string }
  await admin.post(`/organizations/${organizationId}/memberships`, { userId, role: 'org:member' })
  const bearer = String(body['sessionToken'])
  const minted = await send(url, '/api/auth/session/token', { bearer, body: { organizationId } })
  const token = String(minted.body['token'])
  return { userId, sessionId: String(decodeJwt(token)['sid']), token }
}

function show({ token }: Holder): void {
  for (const verifier of verifiers) verifier.show(token)
}

async function fates({ token }: Holder) {
  return (await Promise.all(verifiers.map((verifier) => verifier.report()))).map((one) =>
    one.fates.get(token),
  )
}

const refusals = async (holder: Holder) => (await fates(holder)).map((fate) => fate?.refusals)

const leastAccepted = async (holder: Holder): Promise<number> =>
  Math.min(...(await fates(holder)).map((fate) => fate?.accepted ?? 0))

/** Makes a change. @returns The position of its first entry about somebody. */
async function positionOf(
  kind: 'session' | 'user',
  { sessionId, userId }: Holder,
  make: () => Promise<unknown>,
): Promise<number> {
  const { log } = nodes.at(0).coatcheck.server.store
  const before = await log.head()
  await make()
  const id = kind === 'session' ? sessionId : userId
  const entry = (await log.after(before, 100)).find((one) => one.kind === kind && one.id === id)
  if (entry === undefined) throw new Error('nothing is told of the change')
  return entry.position
}
