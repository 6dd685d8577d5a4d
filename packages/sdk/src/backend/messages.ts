/** What each refusal means, in a sentence for a log. */

import type { TokenReason } from '@coatcheck/core/verify'

/** The sentences. They hold nothing of the token. */
export const MESSAGES: { readonly [R in TokenReason]: string } = {
  'token-missing': 'There is no token.',
  'token-malformed': 'The token is not a compact JWS in its one canonical spelling.',
  'token-too-large': 'The token is longer than 8,192 characters.',
  'token-header-invalid': 'The header has other members than alg, typ and kid, or no kid.',
  'token-algorithm-invalid': 'The algorithm is not the one that the key is bound to.',
  'token-key-unknown': 'The issuer has no key of that kid.',
  'token-signature-invalid': 'The signature does not hold.',
  'token-issuer-invalid': 'The token was issued by somebody else.',
  'token-type-invalid': 'This is another kind of token.',
  'token-audience-invalid': 'The token is for another audience.',
  'token-party-invalid': 'The token was minted for a party that is not accepted here.',
  'token-binding-invalid': 'The token is bound to another key than the one that was proved, or to none.',
  'dpop-proof-invalid': 'The DPoP proof is missing, used before, or not for this request and this token.',
  'token-pending': 'The session has something left to do, such as a second factor.',
  'token-claims-invalid':
    'A claim is missing or not of its form, or the token lives longer than maxTokenLifetimeSeconds allows.',
  'token-expired': 'The token has expired.',
  'token-not-active-yet': 'The token is not in force yet.',
  'token-issued-in-future': 'The token was issued in the future.',
  'keys-unavailable': 'The keys of the issuer could not be fetched: the token may be good.',
  'token-revoked': 'The session, or the token itself, was revoked.',
  'token-outdated': 'What the token says has changed since: fetch a new one, and try again once.',
  'verifier-stale': 'The feed has been silent for too long to say whether this token still holds.',
  'token-cross-site': 'A cookie came with a request from another site.',
  'ticket-invalid': 'The ticket is over, was used before, or was issued by somebody else.',
  'api-key-invalid':
    'The API key is unknown, was revoked, or has expired; or its user may not sign in, or its OAuth client is disabled.',
  'api-key-limited': 'The API key was used more often than its limit allows.',
  'backend-key-missing':
    'Opaque session tokens, tickets and API keys need a backend key here (COATCHECK_BACKEND_KEY).',
  'issuer-unavailable': 'The issuer could not be asked: whoever sent the request may be signed in.',
}
