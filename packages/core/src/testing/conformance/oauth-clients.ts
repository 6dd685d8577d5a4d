/** Conformance of OAuth clients, of scopes, of what people consent to, and of codes. */

import { CODE_KEPT_MS, CODE_LIFETIME_MS } from '../../oauth/authorization-code.ts'
import { newId } from '../../id/id.ts'
import type { OAuthConsent } from '../../oauth/oauth-consent.ts'
import { readAllPages } from '../../pagination.ts'
import type { User } from '../../user/user.ts'
import {
  type ConformanceRunner,
  CONTEXT,
  entriesBehind,
  onStore,
  race,
  RACERS,
  same,
  sortedEntriesBehind,
  stateOf,
  type Subject,
  tally,
} from './harness.ts'
import { newCode, newOAuthClient, oauthClient, openGrant } from './oauth-subject.ts'

/** The suite. */
export function oauthClientConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  /** Events of clients and scopes, newest first. */
  const told = async ({ store }: Subject) => {
    const filter = { userId: null, sessionId: null, type: null }
    const { data } = await store.events.list(filter, { limit: 500, cursor: null })
    return data.map(({ type }) => type).filter((type) => type.startsWith('oauth'))
  }

  const consentTo = (user: User, clientId: OAuthConsent['clientId'], scopes: readonly string[]) => ({
    userId: user.id,
    clientId,
    scopes,
    resources: ['https://api.example'],
    organizationId: null,
  })

  runner.describe('an OAuth client', () => {
    on('comes back as it was made, once, and is told', async (subject) => {
      const { oauthClients, log } = subject.store
      const [secretHash, registrationHash] = [subject.hash(1), subject.hash(2)]
      const jwks = { keys: [{ kty: 'EC', x: 'ß漢🎟️' }] }
      const more = { clientId: 'https://reader.example/client.json', secretHash, registrationHash, jwks }
      const client = newOAuthClient(runner, more)
      const made = await race((index) =>
        oauthClients.create({ ...client, id: index === 0 ? client.id : newOAuthClient(runner).id }, CONTEXT),
      )
      same(tally(made), { created: 1, exists: RACERS - 1 }, 'what was made')
      const known = await oauthClients.findByClientId(client.clientId)
      if (known === null) throw new Error('the client is not there')
      const nowMs = await subject.store.nowMs()
      const { secretHash: _, registrationHash: __, ...kept } = client
      const row = { state: 'enabled', version: 1, createdAtMs: nowMs, updatedAtMs: nowMs }
      same(known.client, { ...kept, ...row, id: known.client.id }, 'the client')
      const former = { formerSecretHash: null, formerSecretUntilMs: null }
      same(known.secrets, { secretHash, registrationHash, ...former }, 'its secrets')
      same(await oauthClients.find(known.client.id), known, 'by its id')
      same(await entriesBehind(subject, 0), [['policy', `oauth-client:${known.client.id}`]], 'the log')
      same(await told(subject), ['oauth_client.created'], 'the events')
      same(await oauthClients.find(newOAuthClient(runner).id), null, 'an unknown one')
      same(await log.head(), 1, 'the head')
    })

    on('changes by one of those who read the same', async (subject) => {
      const { oauthClients } = subject.store
      const client = newOAuthClient(runner)
      await oauthClients.create(client, CONTEXT)
      const head = await subject.store.log.head()
      const changes = await race((index) =>
        oauthClients.update(client.id, 1, { ...client, name: `${index}` }, CONTEXT),
      )
      const [changed, ...others] = changes.filter((one) => one !== null)
      same([changed?.version, others.length], [2, 0], 'the winners')
      same((await oauthClients.find(client.id))?.client, changed, 'the client')
      same(await entriesBehind(subject, head), [['policy', `oauth-client:${client.id}`]], 'the log')
      same(await told(subject), ['oauth_client.updated', 'oauth_client.created'], 'the events')
    })

    on('keeps the secret before the last one for as long as it is told to', async (subject) => {
      const { oauthClients } = subject.store
      const id = await oauthClient(runner, subject, { secretHash: subject.hash(1) })
      same(await oauthClients.replaceSecret(id, subject.hash(2), 9_000, CONTEXT), true, 'with a grace')
      const replaced = await oauthClients.find(id)
      const former = { formerSecretHash: subject.hash(1), formerSecretUntilMs: 9_000 }
      same(
        replaced?.secrets,
        { secretHash: subject.hash(2), ...former, registrationHash: null },
        'the secrets',
      )
      same(replaced?.client.version, 2, 'the version')
      await oauthClients.replaceSecret(id, subject.hash(3), null, CONTEXT)
      const none = { formerSecretHash: null, formerSecretUntilMs: null, registrationHash: null }
      same((await oauthClients.find(id))?.secrets, { secretHash: subject.hash(3), ...none }, 'without one')
      const unknown = newOAuthClient(runner).id
      same(await oauthClients.replaceSecret(unknown, subject.hash(4), null, CONTEXT), false, 'an unknown one')
    })

    for (const how of ['disabled', 'deleted'] as const) {
      on(`that is ${how} loses its sessions, consents and machine tokens, once`, async (subject) => {
        const { oauthClients, oauthConsents } = subject.store
        const user = await subject.user()
        const [client, other] = [await oauthClient(runner, subject), await oauthClient(runner, subject)]
        for (const one of [client, other])
          await oauthConsents.grant(consentTo(user, one, ['openid']), CONTEXT)
        const [grant, kept] = [await openGrant(subject, user, client), await openGrant(subject, user, other)]
        const { nowMs } = await subject.find(grant.session.id)
        const head = await subject.store.log.head()
        const acts = await race(() =>
          how === 'disabled'
            ? oauthClients.setState(client, 'disabled', CONTEXT)
            : oauthClients.delete(client, CONTEXT),
        )
        same(acts.filter(Boolean).length, 1, 'how many did it')
        const { end } = (await subject.find(grant.session.id)).session
        same([end?.state, end?.reason], ['revoked', 'application_removed'], 'its session')
        same(stateOf(await subject.find(kept.session.id)), 'active', 'the session of another')
        const entries = [`policy oauth-client:${client}`, `session ${grant.session.id}`, `user ${client}`]
        same(await sortedEntriesBehind(subject, head), entries, 'the log')
        const machine = (await subject.store.log.after(head, 10)).find(({ kind }) => kind === 'user')
        same((machine?.untilMs ?? 0) >= nowMs + 86_400_000, true, 'until when machine tokens are outdated')
        same(
          (await oauthConsents.list(user.id)).map(({ clientId }) => clientId),
          [other],
          'the consents',
        )
        same((await told(subject))[0], `oauth_client.${how}`, 'the event')
        if (how === 'deleted') same(await oauthClients.find(client), null, 'the client')
        else same(await oauthClients.setState(client, 'enabled', CONTEXT), true, 'whether it comes back')
      })
    }

    on('is listed once, the newest first', async (subject) => {
      let ms = 1_780_000_000_000
      const ids: string[] = []
      for (let index = 0; index < 5; index++) {
        const id = newId('app', ms++, runner.random)
        ids.unshift(await oauthClient(runner, subject, { id, clientId: id }))
      }
      const read = await readAllPages((page) => subject.store.oauthClients.list({ ...page, limit: 2 }))
      same(
        read.map(({ id }) => id),
        ids,
        'the list',
      )
    })
  })

  runner.describe('scopes', () => {
    on('are put, listed by name and deleted, with an event and an entry each', async (subject) => {
      const { oauthScopes } = subject.store
      for (const name of ['write', 'read', 'Read'])
        await oauthScopes.put({ name, description: 'old' }, CONTEXT)
      await oauthScopes.put({ name: 'read', description: 'see your lists ✓' }, CONTEXT)
      const deleted = await race(() => oauthScopes.delete('write', CONTEXT))
      same(deleted.filter(Boolean).length, 1, 'how many deleted it')
      same(
        await oauthScopes.list(),
        [
          { name: 'Read', description: 'old' },
          { name: 'read', description: 'see your lists ✓' },
        ],
        'the list',
      )
      same(await entriesBehind(subject, 0), Array(5).fill(['policy', 'oauth-scopes']), 'the log')
      same(tally(await told(subject)), { 'oauth_scope.deleted': 1, 'oauth_scope.updated': 4 }, 'the events')
    })
  })

  runner.describe('a consent', () => {
    on('adds to what was granted before, however many grant at once', async (subject) => {
      const { oauthConsents } = subject.store
      const user = await subject.user()
      const organization = await subject.organization(user)
      const client = await oauthClient(runner, subject)
      const consent = { ...consentTo(user, client, ['openid']), organizationId: organization.id }
      same(await oauthConsents.grant(consent, CONTEXT), true, 'the first')
      const createdAtMs = await subject.store.nowMs()
      same(
        await oauthConsents.find(user.id, client),
        { ...consent, createdAtMs, updatedAtMs: createdAtMs },
        'as it is read',
      )
      await subject.passTime(1_000)
      await race((index) => oauthConsents.grant(consentTo(user, client, ['openid', `s${index}`]), CONTEXT))
      const [after] = await oauthConsents.list(user.id)
      same(after?.scopes.length, RACERS + 1, 'how many scopes')
      same(
        { ...after, scopes: [] },
        { ...consentTo(user, client, []), createdAtMs, updatedAtMs: createdAtMs + 1_000 },
        'the rest',
      )
      same(tally(await told(subject))['oauth.consent_granted'], RACERS + 1, 'the events')
    })

    on('for other resources takes the place of what was granted before', async (subject) => {
      const { oauthConsents } = subject.store
      const user = await subject.user()
      const client = await oauthClient(runner, subject)
      await oauthConsents.grant(consentTo(user, client, ['read']), CONTEXT)
      const other = { ...consentTo(user, client, ['write']), resources: ['https://files.example'] }
      await oauthConsents.grant(other, CONTEXT)
      const kept = await oauthConsents.find(user.id, client)
      same([kept?.scopes, kept?.resources], [other.scopes, other.resources], 'what is kept')
    })

    on('is given to enabled clients by enabled users, and goes with either', async (subject) => {
      const { oauthConsents, oauthClients, users } = subject.store
      const [user, disabled] = [await subject.user(), await subject.user()]
      const client = await oauthClient(runner, subject)
      await users.setDisabled(disabled.id, true, CONTEXT)
      const grant = (whose: User, id = client) =>
        oauthConsents.grant(consentTo(whose, id, ['openid']), CONTEXT)
      same(await grant(disabled), false, 'of a disabled user')
      same(await grant(user, newOAuthClient(runner).id), false, 'to nobody')
      same(await grant(user), true, 'to a client')
      await users.delete(user.id, CONTEXT)
      same(await oauthConsents.list(user.id), [], 'of a deleted user')
      const other = await subject.user()
      const outcomes = await race((index) =>
        index === RACERS / 2 ? oauthClients.setState(client, 'disabled', CONTEXT) : grant(other),
      )
      same(outcomes[RACERS / 2], true, 'whether the client was disabled')
      same(await oauthConsents.list(other.id), [], 'to a client that was disabled meanwhile')
    })

    on('that is taken back ends what the client holds of the user, however often', async (subject) => {
      const { oauthConsents } = subject.store
      const [user, other] = [await subject.user(), await subject.user()]
      const client = await oauthClient(runner, subject)
      const [grant, kept] = [await openGrant(subject, user, client), await openGrant(subject, other, client)]
      const revoke = () => oauthConsents.revoke(user.id, client, CONTEXT)
      same(await revoke(), true, 'where nothing but a session is there')
      const { end } = (await subject.find(grant.session.id)).session
      same([end?.state, end?.reason], ['revoked', 'application_removed'], 'its session')
      same(stateOf(await subject.find(kept.session.id)), 'active', 'the session of another user')
      same(await revoke(), false, 'where nothing is there')
      const outcomes = await race(async (index) => {
        if (index % 2 === 0) return (await revoke()) ? 'revoked' : 'nothing'
        return (await oauthConsents.grant(consentTo(user, client, [`s${index}`]), CONTEXT))
          ? 'granted'
          : 'not'
      })
      const { granted, revoked = 0 } = tally(outcomes)
      same(granted, RACERS / 2, 'how many granted')
      const events = tally(await told(subject))
      same(events['oauth.consent_revoked'], revoked + 1, 'what was told')
      const left = await oauthConsents.find(user.id, client)
      same(await revoke(), left !== null, 'whether anything was left')
      same(await oauthConsents.find(user.id, client), null, 'the consent')
    })
  })

  runner.describe('an authorization code', () => {
    on(
      'comes back as it was made, also when it has expired, and is forgotten a day later',
      async (subject) => {
        const { authorizationCodes: codes } = subject.store
        const user = await subject.user()
        const { session } = await subject.open(user)
        const bare = {
          endsWithSession: false,
          organizationId: null,
          nonce: null,
          dpopThumbprint: null,
          factors: { firstAtMs: null, secondAtMs: null },
          method: null,
        }
        const expiresAtMs = (await subject.store.nowMs()) + CODE_LIFETIME_MS
        for (const code of [
          await newCode(runner, subject, user, session.id),
          await newCode(runner, subject, user, session.id, bare),
        ]) {
          same(await codes.create(code), true, 'whether it was kept')
          same((await codes.find(code.id))?.code, { ...code, expiresAtMs }, 'the code')
        }
        const { id } = await newCode(runner, subject, user, session.id)
        same(await codes.find(id), null, 'an unknown one')
        await subject.passTime(CODE_LIFETIME_MS + CODE_KEPT_MS - 1)
        same(await codes.sweep(10), 0, 'what is forgotten before')
        await subject.passTime(1)
        same([await codes.sweep(1), await codes.sweep(10)], [1, 1], 'what is forgotten')
      },
    )

    on('is kept only while its session lives', async (subject) => {
      const { authorizationCodes: codes, sessions, users } = subject.store
      const [user, other] = [await subject.user(), await subject.user()]
      const ended = await subject.open(user)
      await sessions.end(
        { by: 'id', id: ended.session.id },
        { state: 'ended', reason: 'signed_out' },
        CONTEXT,
      )
      same(
        await codes.create(await newCode(runner, subject, user, ended.session.id)),
        false,
        'one that has ended',
      )
      const idle = await subject.open(user)
      await subject.passTime(65_000)
      same(
        await codes.create(await newCode(runner, subject, user, idle.session.id)),
        false,
        'one past a limit',
      )
      const { session } = await subject.open(user)
      same(
        await codes.create(await newCode(runner, subject, other, session.id)),
        false,
        'one of another user',
      )
      same(await codes.create(await newCode(runner, subject, user, session.id)), true, 'one that lives')
      await users.setDisabled(user.id, true, CONTEXT)
      same(
        await codes.create(await newCode(runner, subject, user, session.id)),
        false,
        'one of a disabled user',
      )
    })

    on('is worth nothing once the consent was taken back, or its client away', async (subject) => {
      const { authorizationCodes: codes, oauthConsents, oauthClients } = subject.store
      const user = await subject.user()
      const { session } = await subject.open(user)
      const [first, second, third] = [
        await newCode(runner, subject, user, session.id),
        await newCode(runner, subject, user, session.id),
        await newCode(runner, subject, user, session.id),
      ]
      for (const code of [first, second, third]) await codes.create(code)
      await oauthConsents.revoke(user.id, first.clientId, CONTEXT)
      await oauthClients.setState(second.clientId, 'disabled', CONTEXT)
      const found = await Promise.all([first, second, third].map(({ id }) => codes.find(id)))
      same(
        found.map((code) => code !== null),
        [false, false, true],
        'which are there',
      )
    })
  })
}
