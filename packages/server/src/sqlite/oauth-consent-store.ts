/** The port for consents on SQLite. */

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
import { prepareEndSessions } from './session-end.ts'

/** Opens the port. */
export function openOAuthConsentStore(engine: Engine): OAuthConsentStore {
  const { database, write, nowMs } = engine
  const byKey = database.prepare(FIND_CONSENT)
  const list = database.prepare(LIST_CONSENTS)
  const bothEnabled = database.prepare(`SELECT 1 FROM users u, oauth_clients c
    WHERE u.id = :user AND u.state = 'enabled' AND c.id = :client AND c.state = 'enabled'`)
  const put = database.prepare(PUT_CONSENT)
  const drop = database.prepare(DROP_CONSENT)
  const dropCodes = database.prepare(DROP_CODES)
  const endSessions = prepareEndSessions(engine)

  const find = (userId: OAuthConsent['userId'], clientId: OAuthConsent['clientId']): OAuthConsent | null => {
    const row = byKey.get(consentNames(userId, clientId))
    return row === undefined ? null : consentFromRow(row)
  }

  return {
    find: async (userId, clientId) => find(userId, clientId),
    list: async (userId) => list.all({ user: userId }).map(consentFromRow),
    grant: (consent, context) =>
      write(() => {
        const { userId, clientId, scopes, resources, organizationId } = consent
        if (bothEnabled.get(consentNames(userId, clientId)) === undefined) return false
        put.run({ ...columnsOfConsent(consent, find(userId, clientId)), now: nowMs() })
        const details = { oauthClientId: clientId, scopes, resources, organizationId }
        engine.appendEvents([draftEvent(context, 'oauth.consent_granted', { userId, details })])
        return true
      }),
    revoke: (userId, clientId, context) =>
      write(() => {
        const names = consentNames(userId, clientId)
        const dropped = drop.get(names) !== undefined
        dropCodes.run(names)
        const ended = endSessions({ by: 'oauth-client', id: clientId, userId }, APPLICATION_REMOVED, context)
        if (!dropped && ended.length === 0) return false
        const details = { oauthClientId: clientId }
        engine.appendEvents([draftEvent(context, 'oauth.consent_revoked', { userId, details })])
        return true
      }),
  }
}
