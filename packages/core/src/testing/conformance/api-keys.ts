/** Conformance of API keys: what is kept of them, how many there may be, and what befalls them with their subjects. */

import {
  API_KEY_USE_MS,
  type ApiKey,
  apiKeyHint,
  apiKeyStatus,
  type ApiKeySubject,
  MAX_API_KEYS,
} from '../../api-key/api-key.ts'
import type { ApiKeyFilter, NewApiKey } from '../../api-key/api-key-store.ts'
import { type AppId, newId } from '../../id/id.ts'
import type { User } from '../../user/user.ts'
import {
  type ConformanceRunner,
  CONTEXT,
  entriesBehind,
  EVERYWHERE,
  onStore,
  race,
  RACERS,
  same,
  type Subject,
  tally,
} from './harness.ts'
import { newOAuthClient, oauthClient } from './oauth-subject.ts'

const FIRST_PAGE = { limit: 500, cursor: null }
const EVERYBODY: ApiKeyFilter = { subject: null, query: null, prefix: null, isOverToo: false }

/** The suite. */
export function apiKeyConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  function newKey(subject: ApiKeySubject, more: Partial<NewApiKey> = {}): NewApiKey {
    return {
      id: newId('key', 1_780_000_000_000, runner.random),
      hash: runner.crypto.sha256(runner.random.bytes(8)),
      name: 'Deploys ✓ 🎟️',
      description: null,
      subject,
      scopes: ['invoices:read', 'invoices:write'],
      claims: { plan: { seats: [1, 'zwei', null] } },
      rateLimit: { requests: 100, perSeconds: 60 },
      createdBy: subject,
      lifetimeMs: null,
      ...more,
    }
  }

  async function create({ store }: Subject, key: NewApiKey): Promise<ApiKey> {
    const made = await store.apiKeys.create(key, CONTEXT)
    if (made.outcome !== 'created') throw new Error(`a key was not made: ${made.outcome}`)
    return made.key
  }

  /** Where a key stands by what the store says now; `gone` when it is not there. */
  async function standing({ store }: Subject, { id }: Pick<ApiKey, 'id'>): Promise<string> {
    const reading = await store.apiKeys.find(id)
    return reading === null ? 'gone' : apiKeyStatus(reading.key, reading.isSuspended, await store.nowMs())
  }

  async function names({ store }: Subject, filter: Partial<ApiKeyFilter> = {}): Promise<readonly string[]> {
    return (await store.apiKeys.list({ ...EVERYBODY, ...filter }, FIRST_PAGE)).data.map(({ name }) => name)
  }

  async function isNamed(subject: Subject, head: number, { id }: ApiKey): Promise<boolean> {
    return (await entriesBehind(subject, head)).some(([kind, named]) => kind === 'api-key' && named === id)
  }

  runner.describe('API keys', () => {
    on('come back as they were written, with the head of the log', async (subject) => {
      const { store } = subject
      const user = await subject.user()
      const draft = newKey(user.id, { description: 'ß', lifetimeMs: 60_000 })
      const key = await create(subject, draft)
      const { hash, lifetimeMs, ...chosen } = draft
      const { createdAtMs } = key
      const times = { createdAtMs, expiresAtMs: createdAtMs + 60_000, lastUsedAtMs: null, revokedAtMs: null }
      same(key, { ...chosen, ...times, revokeReason: null }, 'the key')
      const position = await store.log.head()
      same(await store.apiKeys.find(key.id), { key, hash, isSuspended: false, position }, 'the reading')
      same(lifetimeMs, 60_000, 'the lifetime')
      const { data } = await store.events.list({ userId: user.id, sessionId: null, type: null }, FIRST_PAGE)
      same(data[0]?.type, 'api_key.created', 'the event')
      same(await store.apiKeys.find(newKey(user.id).id), null, 'another one')
    })

    on('are for users and organizations that there are', async (subject) => {
      const { store } = subject
      const nobody = newKey(subject.newUser().id)
      same(await store.apiKeys.create(nobody, CONTEXT), { outcome: 'subject-unknown' }, 'of nobody')
      const nowhere = newKey(subject.newOrganization().id)
      same(await store.apiKeys.create(nowhere, CONTEXT), { outcome: 'subject-unknown' }, 'of nothing')
      const user = await subject.user()
      const organization = await subject.organization(user)
      same(await standing(subject, await create(subject, newKey(organization.id))), 'active', 'of one')
      await store.users.setDisabled(user.id, true, CONTEXT)
      same(
        await store.apiKeys.create(newKey(user.id), CONTEXT),
        { outcome: 'subject-unknown' },
        'of a disabled',
      )
    })

    on('are so many for a subject and no more, however many are made at once', async (subject) => {
      const { store } = subject
      const user = await subject.user()
      for (let n = 0; n < MAX_API_KEYS - 10; n++)
        await create(subject, newKey(user.id, { lifetimeMs: 60_000 }))
      const outcomes = await race(async () => (await store.apiKeys.create(newKey(user.id), CONTEXT)).outcome)
      same(tally(outcomes), { created: 10, 'too-many': RACERS - 10 }, 'the outcomes')
      await create(subject, newKey((await subject.user()).id))
      await subject.passTime(60_001) // those that have expired make room
      await create(subject, newKey(user.id))
    })

    on(
      'are found by whose they are, by a part of their name and by what they begin with',
      async (subject) => {
        const [ada, grace] = [await subject.user(), await subject.user()]
        const first = await create(subject, newKey(ada.id, { name: 'Nightly 100%' }))
        await create(subject, newKey(ada.id, { name: 'Deploys', lifetimeMs: 60_000 }))
        const other = await create(subject, newKey(grace.id, { name: 'Nightly' }))
        same((await names(subject)).length, 3, 'all of them')
        same((await names(subject, { subject: ada.id })).toSorted(), ['Deploys', 'Nightly 100%'], 'of one')
        same(await names(subject, { query: '100%' }), ['Nightly 100%'], 'by a part of the name')
        same((await names(subject, { query: 'NIGHT' })).length, 2, 'in any case')
        same(await names(subject, { prefix: apiKeyHint(other.id) }), ['Nightly'], 'by its beginning')
        same((await names(subject, { prefix: 'cck_' })).length, 3, 'by what all begin with')
        same(await names(subject, { prefix: 'cck_%' }), [], 'by what is no pattern')
        await subject.store.apiKeys.revoke(first.id, null, 'revoked_by_admin', CONTEXT)
        await subject.passTime(60_001)
        same(await names(subject, { subject: ada.id }), [], 'that live')
        same(
          (await names(subject, { subject: ada.id, isOverToo: true })).length,
          2,
          'those that are over, too',
        )
        const page = await subject.store.apiKeys.list(
          { ...EVERYBODY, isOverToo: true },
          { limit: 2, cursor: null },
        )
        const { nextCursor } = page
        const rest = await subject.store.apiKeys.list(
          { ...EVERYBODY, isOverToo: true },
          { limit: 2, cursor: nextCursor },
        )
        same([page.data.length, rest.data.length, rest.nextCursor], [2, 1, null], 'in pages')
      },
    )

    on('are revoked once, by whoever they are of, with an entry and an event', async (subject) => {
      const { store } = subject
      const [ada, grace] = [await subject.user(), await subject.user()]
      const key = await create(subject, newKey(ada.id))
      const head = await store.log.head()
      same(await store.apiKeys.revoke(key.id, grace.id, 'revoked_by_user', CONTEXT), false, 'by another')
      same(await entriesBehind(subject, head), [], 'nothing happened')
      const outcomes = await race(() => store.apiKeys.revoke(key.id, ada.id, 'revoked_by_user', CONTEXT))
      same(outcomes.filter(Boolean).length, 1, 'one revoked it')
      same(await standing(subject, key), 'revoked', 'the key')
      same(await entriesBehind(subject, head), [['api-key', key.id]], 'the log')
      same((await subject.told(ada.id)).filter((type) => type === 'api_key.revoked').length, 1, 'the events')
      same(await store.apiKeys.update(key.id, { name: 'x' }, CONTEXT), null, 'no change afterwards')
    })

    on('change while they live, each member by itself, with an entry', async (subject) => {
      const { store } = subject
      const user = await subject.user()
      const key = await create(subject, newKey(user.id, { lifetimeMs: 60_000 }))
      const head = await store.log.head()
      const scopes = await store.apiKeys.update(key.id, { scopes: ['a'] }, CONTEXT)
      same(scopes, { ...key, scopes: ['a'] }, 'the scopes')
      const rest = { name: 'b', description: 'c', claims: {}, rateLimit: null, lifetimeMs: null }
      const all = await store.apiKeys.update(key.id, rest, CONTEXT)
      const { lifetimeMs, ...written } = rest
      same(all, { ...key, scopes: ['a'], ...written, expiresAtMs: lifetimeMs }, 'all of it')
      same((await entriesBehind(subject, head)).length, 2, 'the entries')
      await subject.passTime(60_001)
      same(await standing(subject, key), 'active', 'the end that was taken back')
      await store.apiKeys.update(key.id, { lifetimeMs: 1_000 }, CONTEXT)
      await subject.passTime(1_001)
      same(await standing(subject, key), 'expired', 'another end')
      same(await store.apiKeys.update(key.id, { lifetimeMs: null }, CONTEXT), null, 'nobody wakes the dead')
    })

    on('note their use, seldom, and only forward', async (subject) => {
      const { store } = subject
      const key = await create(subject, newKey((await subject.user()).id))
      const used = async (): Promise<number | null> =>
        (await store.apiKeys.find(key.id))?.key.lastUsedAtMs ?? null
      await race(() => store.apiKeys.markUsed(key.id))
      const first = await used()
      if (first === null) throw new Error('the use was not noted')
      await subject.passTime(API_KEY_USE_MS / 2)
      await store.apiKeys.markUsed(key.id)
      same(await used(), first, 'half a minute later')
      await subject.passTime(API_KEY_USE_MS)
      await store.apiKeys.markUsed(key.id)
      same(((await used()) ?? 0) >= first + API_KEY_USE_MS, true, 'later')
    })

    on('are forgotten once they have been over for long', async (subject) => {
      const { store } = subject
      const user = await subject.user()
      const expired = await create(subject, newKey(user.id, { lifetimeMs: 1_000 }))
      const revoked = await create(subject, newKey(user.id))
      const living = await create(subject, newKey(user.id))
      await store.apiKeys.revoke(revoked.id, null, 'revoked_by_admin', CONTEXT)
      await subject.passTime(60_000)
      same(await store.apiKeys.sweep({ batch: 500, retentionMs: 600_000 }), 0, 'too soon')
      same(await store.apiKeys.sweep({ batch: 500, retentionMs: 1_000 }), 2, 'how many')
      const standings = [expired, revoked, living].map((key) => standing(subject, key))
      same(await Promise.all(standings), ['gone', 'gone', 'active'], 'the keys')
    })
  })

  runner.describe('the API keys of a user', () => {
    async function withKey(subject: Subject): Promise<{ readonly user: User; readonly key: ApiKey }> {
      const user = await subject.user()
      return { user, key: await create(subject, newKey(user.id)) }
    }

    on('go on when the sessions of the user end', async (subject) => {
      const { user, key } = await withKey(subject)
      await subject.store.users.signOutEverywhere(user.id, EVERYWHERE, CONTEXT)
      same(await standing(subject, key), 'active', 'after a sign-out everywhere')
    })

    on('rest while the user is disabled, and the log says both', async (subject) => {
      const { store } = subject
      const { user, key } = await withKey(subject)
      let head = await store.log.head()
      await store.users.setDisabled(user.id, true, CONTEXT)
      same([await standing(subject, key), await isNamed(subject, head, key)], ['suspended', true], 'disabled')
      head = await store.log.head()
      await store.users.setDisabled(user.id, false, CONTEXT)
      same([await standing(subject, key), await isNamed(subject, head, key)], ['active', true], 'enabled')
    })

    on('rest while the user is to be deleted, and go on when that is taken back', async (subject) => {
      const { store } = subject
      const { user, key } = await withKey(subject)
      let head = await store.log.head()
      await store.users.requestDeletion(user.id, 60_000, CONTEXT)
      same(
        [await standing(subject, key), await isNamed(subject, head, key)],
        ['suspended', true],
        'asked for',
      )
      head = await store.log.head()
      const asked = await store.users.find(user.id)
      if (asked === null) throw new Error('the user is not there')
      await subject.open(asked)
      same([await standing(subject, key), await isNamed(subject, head, key)], ['active', true], 'taken back')
    })

    on('go with the user, also those made at that moment, with an event each', async (subject) => {
      const { store } = subject
      const { user, key } = await withKey(subject)
      const head = await store.log.head()
      await race(async (index) => {
        if (index === 5) await store.users.delete(user.id, CONTEXT)
        else if (index < 20) await store.apiKeys.create(newKey(user.id), CONTEXT)
      })
      const left = await store.apiKeys.list({ ...EVERYBODY, subject: user.id, isOverToo: true }, FIRST_PAGE)
      same(left.data, [], 'what is left')
      same(await isNamed(subject, head, key), true, 'the log')
      const told = await subject.told(user.id)
      const count = (type: string): number => told.filter((one) => one === type).length
      same(count('api_key.revoked'), count('api_key.created'), 'the events')
    })
  })

  runner.describe('the API keys of an organization', () => {
    on('outlive the membership of who made them, and go with the organization', async (subject) => {
      const { store } = subject
      const [ada, grace] = [await subject.user(), await subject.user()]
      const organization = await subject.organization(ada)
      const key = await create(subject, newKey(organization.id, { createdBy: grace.id }))
      await store.users.delete(grace.id, CONTEXT)
      same(await standing(subject, key), 'active', 'its maker has gone')
      const head = await store.log.head()
      await store.organizations.delete(organization.id, CONTEXT)
      same(await standing(subject, key), 'gone', 'the organization has gone')
      const named = (await entriesBehind(subject, head)).map(([kind]) => kind)
      same(named.includes('api-key'), true, 'the log')
      const events = await store.events.list(
        { userId: null, sessionId: null, type: 'api_key.revoked' },
        FIRST_PAGE,
      )
      same(
        events.data.map(({ reason }) => reason),
        ['organization_deleted'],
        'the event',
      )
    })
  })

  runner.describe('the API keys of an OAuth client', () => {
    async function withKey(subject: Subject) {
      const client = await oauthClient(runner, subject)
      return { client, key: await create(subject, newKey(client)) }
    }

    on('are for one that is there and enabled', async (subject) => {
      const { apiKeys, oauthClients } = subject.store
      const made = async (id: AppId) => (await apiKeys.create(newKey(id), CONTEXT)).outcome
      same(await made(newOAuthClient(runner).id), 'subject-unknown', 'of none')
      const { client, key } = await withKey(subject)
      same([key.subject, await standing(subject, key)], [client, 'active'], 'of one')
      await oauthClients.setState(client, 'disabled', CONTEXT)
      same(await made(client), 'subject-unknown', 'of a disabled one')
    })

    on('rest while the client is disabled, and the log says both', async (subject) => {
      const { log, oauthClients } = subject.store
      const { client, key } = await withKey(subject)
      let head = await log.head()
      await oauthClients.setState(client, 'disabled', CONTEXT)
      same([await standing(subject, key), await isNamed(subject, head, key)], ['suspended', true], 'disabled')
      head = await log.head()
      await oauthClients.setState(client, 'enabled', CONTEXT)
      same([await standing(subject, key), await isNamed(subject, head, key)], ['active', true], 'enabled')
    })

    on('go with the client, also those made at that moment, with an event each', async (subject) => {
      const { apiKeys, events, log, oauthClients } = subject.store
      const { client, key } = await withKey(subject)
      const head = await log.head()
      await race(async (index) => {
        if (index === 5) await oauthClients.delete(client, CONTEXT)
        else if (index < 20) await apiKeys.create(newKey(client), CONTEXT)
      })
      const left = await apiKeys.list({ ...EVERYBODY, subject: client, isOverToo: true }, FIRST_PAGE)
      same(left.data, [], 'what is left')
      same(await isNamed(subject, head, key), true, 'the log')
      const count = async (type: 'api_key.created' | 'api_key.revoked') =>
        (await events.list({ userId: null, sessionId: null, type }, FIRST_PAGE)).data.length
      same(await count('api_key.revoked'), await count('api_key.created'), 'the events')
    })

    on('keep a client that came by itself from being forgotten', async (subject) => {
      const { oauthClients } = subject.store
      const client = await oauthClient(runner, subject, { registration: 'dynamic' })
      const key = await create(subject, newKey(client))
      await subject.passTime(60_000)
      same(await oauthClients.sweep({ batch: 10, unusedMs: 1_000 }), 0, 'how many were forgotten')
      same(await standing(subject, key), 'active', 'the key')
    })
  })
}
