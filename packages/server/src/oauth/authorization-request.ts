/** What an authorization request asks for (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1), once it is known whose it is. */

import { type OrganizationId, parseId, type Prompt, PROMPTS } from '@coatcheck/core'
import type { Server } from '../server.ts'
import { type Asked, readAsked } from './asked-scopes.ts'
import { type RequestRefusal, refuseRequest } from './authorization-error.ts'
import { type Parameters, parseParameters } from './parameters.ts'
import { isState, type RequestTarget } from './request-target.ts'

/** A request that may be put to a person. */
export type AuthorizationRequest = RequestTarget & AskedGrant & AskedOfPerson

type AskedGrant = Asked & {
  /** The organization that it names. */
  readonly organizationId: OrganizationId | null
  readonly codeChallenge: string
  readonly nonce: string | null
  readonly dpopThumbprint: string | null
}

type AskedOfPerson = {
  readonly ok: true
  readonly prompts: readonly Prompt[]
  readonly maxAgeSeconds: number | null
  readonly loginHint: string | null
  /** An id_token of whom the client thinks is there. */
  readonly idTokenHint: string | null
  /** It would rather have two factors. */
  readonly prefersSecondFactor: boolean
}

/** SHA-256 in base64url: a code challenge, the thumbprint of a key. */
const SHA256 = /^[A-Za-z0-9_-]{43}$/
const MAX_AGE = /^\d{1,9}$/
const MAX_NONCE = 1_024

/** Reads the parameters of a request as a form or a query spells them. */
export async function readAuthorizationRequest(
  server: Server,
  target: RequestTarget,
  text: string,
): Promise<AuthorizationRequest | RequestRefusal> {
  const parameters = parseParameters(text)
  if (!parameters.ok) return refuseRequest('invalid_request', parameters.description)
  const refused = refuseUnsupported(target, parameters)
  if (refused !== null) return refused
  const granted = await readGrant(server, target, parameters)
  if (!granted.ok) return granted
  const person = readPerson(parameters)
  return person.ok ? { ...target, ...granted, ...person } : person
}

/** What this server does not do, and what every request must bring. */
function refuseUnsupported({ client }: RequestTarget, { get }: Parameters): RequestRefusal | null {
  if (get('request') !== null) return refuseRequest('request_not_supported')
  if (get('request_uri') !== null) return refuseRequest('request_uri_not_supported')
  if (!isState(get('state') ?? ''))
    return refuseRequest('invalid_request', 'state is too long, or is not UTF-8.')
  const responseType = get('response_type')
  if (responseType === null) return refuseRequest('invalid_request', 'response_type is missing.')
  if (responseType !== 'code')
    return refuseRequest('unsupported_response_type', 'Allowed as response_type: code.')
  if ((get('response_mode') ?? 'query') !== 'query')
    return refuseRequest('invalid_request', 'Allowed as response_mode: query.')
  if (!client.grants.includes('authorization_code')) return refuseRequest('unauthorized_client')
  if (get('code_challenge_method') !== 'S256')
    return refuseRequest('invalid_request', 'Allowed as code_challenge_method: S256.')
  if (!SHA256.test(get('code_challenge') ?? ''))
    return refuseRequest('invalid_request', 'code_challenge is missing, or is not base64url of 32 bytes.')
  if (!SHA256.test(get('dpop_jkt') ?? 'A'.repeat(43)))
    return refuseRequest('invalid_request', 'dpop_jkt is not base64url of 32 bytes.')
  if ((get('nonce') ?? '').length > MAX_NONCE)
    return refuseRequest('invalid_request', `nonce is longer than ${MAX_NONCE} characters.`)
  return null
}

async function readGrant(
  server: Server,
  { client }: RequestTarget,
  parameters: Parameters,
): Promise<AskedGrant | RequestRefusal> {
  const { get } = parameters
  const asked = await readAsked(server, client, parameters)
  if (!asked.ok) return asked
  const organization = get('organization')
  const organizationId = organization === null ? null : parseId('org', organization)
  if (organization !== null && organizationId === null)
    return refuseRequest('invalid_request', 'organization is not the id of one.')
  return {
    ...asked,
    organizationId,
    codeChallenge: get('code_challenge') ?? '',
    nonce: get('nonce'),
    dpopThumbprint: get('dpop_jkt'),
  }
}

function readPerson({ get }: Parameters): AskedOfPerson | RequestRefusal {
  const words = get('prompt')?.split(' ') ?? []
  const prompts = PROMPTS.filter((prompt) => words.includes(prompt))
  if (prompts.length < words.length)
    return refuseRequest('invalid_request', `Allowed as prompt, each once: ${PROMPTS.join(', ')}.`)
  if (prompts.includes('none') && prompts.length > 1)
    return refuseRequest('invalid_request', 'prompt=none stands alone.')
  const maxAge = get('max_age')
  if (maxAge !== null && !MAX_AGE.test(maxAge))
    return refuseRequest('invalid_request', 'max_age is not a number of seconds.')
  return {
    ok: true,
    prompts,
    maxAgeSeconds: maxAge === null ? null : Number(maxAge),
    loginHint: get('login_hint')?.slice(0, 320) ?? null,
    idTokenHint: get('id_token_hint'),
    prefersSecondFactor: get('acr_values')?.split(' ').includes('aal2') === true,
  }
}
