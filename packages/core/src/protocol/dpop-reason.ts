/** Why a DPoP proof (RFC 9449) was refused. */

/** The reason of a `dpop_invalid`. */
export type DpopReason =
  | 'proof-malformed'
  | 'proof-not-for-this-request'
  | 'proof-not-fresh'
  | 'proof-signature-invalid'
  | 'proof-replayed'

/** What each reason means. */
export const DPOP_REASONS: { readonly [R in DpopReason]: string } = {
  'proof-malformed': 'Not a proof as RFC 9449 section 4.2 describes it.',
  'proof-not-for-this-request': 'Made for another method or URL.',
  'proof-not-fresh': 'Made too long ago, or in the future.',
  'proof-signature-invalid': 'The signature does not hold by the key in its header.',
  'proof-replayed': 'Used before.',
}
