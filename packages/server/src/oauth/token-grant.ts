/** What a grant of the token endpoint is: from a request by a client that proved itself to tokens, or to a refusal. */

import type { OAuthClientRequest } from './oauth-endpoint.ts'
import type { ShownProof } from './dpop.ts'

/** A request for tokens. */
export type TokenRequest = OAuthClientRequest & {
  /** The proof that came with it. It is used up (`useTokenProof`) by whoever has found the rest genuine. */
  readonly proof: ShownProof | null
}

/** Answers it. */
export type TokenGrant = (input: TokenRequest) => Promise<Response>
