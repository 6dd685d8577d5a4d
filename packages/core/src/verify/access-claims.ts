/** The claims of OAuth access tokens, checked member by member (RFC 9068 section 4). */

import type { AccessClaims } from '../protocol/access-claims.ts'
import { isActor, isAudience, isName, isObject, isOrganization } from './claim-forms.ts'
import { checkClaims, type CheckedClaims, type ClaimRules } from './claims.ts'
import type { TokenRefusal } from './reason.ts'
import type { JsonMembers } from './strict-json.ts'

/** A `client_id` can be a URL. */
const MAX_CLIENT_ID = 2048

/** RFC 6749 section 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/

/** Checks the claims of an access token whose signature holds. Whom it is for is for the caller to say. */
export function checkAccessClaims(
  payload: JsonMembers,
  rules: ClaimRules,
): CheckedClaims<AccessClaims> | TokenRefusal {
  return checkClaims(payload, rules, isAccessClaims)
}

function isAccessClaims(payload: JsonMembers): payload is AccessClaims {
  const { sub, sid, aud, client_id: clientId, scope, jti, auth_time: authTime, acr, amr } = payload
  const { act, org, cnf, gen } = payload
  return (
    isName(sub) &&
    isName(jti) &&
    typeof clientId === 'string' &&
    clientId !== '' &&
    clientId.length <= MAX_CLIENT_ID &&
    (scope === '' || (typeof scope === 'string' && SCOPE.test(scope))) &&
    isAudience(aud) &&
    aud !== undefined &&
    aud !== '' &&
    !(Array.isArray(aud) && aud.length === 0) &&
    (sid === undefined || isName(sid)) &&
    (authTime === undefined || Number.isSafeInteger(authTime)) &&
    (acr === undefined || isName(acr)) &&
    (amr === undefined || (Array.isArray(amr) && amr.every(isName))) &&
    isActor(act) &&
    (org === undefined || isOrganization(org)) &&
    (cnf === undefined || (isObject(cnf) && isName(cnf['jkt']))) &&
    (gen === undefined || Number.isSafeInteger(gen))
  )
}
