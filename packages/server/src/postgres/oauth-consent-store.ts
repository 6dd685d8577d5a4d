/** The port for consents on Postgres. */

import { draftEvent, type OAuthConsent, type OAuthConsentStore } from '@coatcheck/core'
import { columnsOfConsent, consentFromRow } from '../sql/oauth-consent-row.ts'
import {
  consentNames,
  DROP_CODES,
  DROP_CONSENT,
  FIND_CONSENT,
  LIST_CONSENTS,
  PUT_CONSENT,
} from '../sql/oauth-statements.ts'
import { APPLICATION_REMOVED } from '../sql/session-selection.ts'
import type { Engine } from './engine.ts'
import { endSessions } from './session-end.ts'
import { type Connection, statement } from './statement.ts'

const byKey = statement(FIND_CONSENT)
const listOfUser = statement(LIST_CONSENTS)
// Whoever grants, revokes or opens sessions of one user waits for the others here; a client's end waits for the consent.
const lockUser = statement('SELECT state FROM users WHERE id = :user FOR NO KEY UPDATE')
const keepClient = statement(
  "SELECT id FROM oauth_clients WHERE id = :client AND state = 'enabled' FOR SHARE",
)
const put = statement(PUT_CONSENT)
const drop = statement(DROP_CONSENT)
const dropCodes = statement(DROP_CODES)

/** Opens the port. */
export function openOAuthConsentStore({ pool, transact }: Engine): OAuthConsentStore {
  return {
    find: (userId, clientId) => findConsent(pool, userId, clientId),
    list: async (userId) => (await listOfUser.all(pool, { user: userId })).map(consentFromRow),
    grant: (consent, context) =>
      transact(async ({ on, appendEvents }) => {
        const { userId, clientId, scopes, resources, organizationId } = consent
        const user = await lockUser.get(on, { user: userId })
        if (user?.['state'] !== 'enabled') return false
        if ((await keepClient.get(on, { client: clientId })) === null) return false
        await put.run(on, columnsOfConsent(consent, await findConsent(on, userId, clientId)))
        const details = { oauthClientId: clientId, scopes, resources, organizationId }
        appendEvents([draftEvent(context, 'oauth.consent_granted', { userId, details })])
        return true
      }),
    revoke: (userId, clientId, context) =>
      transact(async (transaction) => {
        const { on, appendEvents } = transaction
        const names = consentNames(userId, clientId)
        await lockUser.run(on, { user: userId })
        const dropped = (await drop.get(on, names)) !== null
        await dropCodes.run(on, names)
        const held = { by: 'oauth-client', id: clientId, userId } as const
        const ended = await endSessions(transaction, held, APPLICATION_REMOVED, context)
        if (!dropped && ended.length === 0) return false
        const details = { oauthClientId: clientId }
        appendEvents([draftEvent(context, 'oauth.consent_revoked', { userId, details })])
        return true
      }),
  }
}

async function findConsent(
  on: Connection,
  userId: OAuthConsent['userId'],
  clientId: OAuthConsent['clientId'],
): Promise<OAuthConsent | null> {
  const row = await byKey.get(on, consentNames(userId, clientId))
  return row === null ? null : consentFromRow(row)
}
