/**
 * The state of a sign-in that is under way at an upstream: sealed, and carried by the browser, so that strangers who
 * start sign-ins fill no table. It is worth something to the browser or app that started it alone, and once.
 */

import {
  decodeBase64url,
  encodeBase64url,
  encodeUtf8,
  type SessionId,
  type Upstream,
  type UserId,
} from '@coatcheck/core'
import { parseStrictJson } from '@coatcheck/core/verify'
import type { Server } from '../server.ts'

/** How long a person may take, in milliseconds. */
export const SIGN_IN_MS: number = 10 * 60 * 1000

/** What it is for. */
export type SignInPurpose =
  | { readonly kind: 'sign-in' }
  /** The upstream's person becomes one more way in for the user of this session. */
  | { readonly kind: 'link'; readonly userId: UserId; readonly sessionId: SessionId }

/** The state. */
export type SignInState = {
  readonly id: string
  readonly expiresAtMs: number
  /** Of PKCE (RFC 7636). */
  readonly verifier: string
  readonly nonce: string
  readonly redirectUri: string
  /** SHA-256 of what only the browser or app that started it knows. */
  readonly binding: string
  /** Where the person goes afterwards; checked. */
  readonly redirectUrl: string | null
  readonly purpose: SignInPurpose
}

/** The most characters of one: a destination of any length has to fit. */
const MAX_LENGTH = 8_192

/** Seals a state for one upstream: no other can answer with it. */
export function sealState({ secrets }: Server, { id }: Pick<Upstream, 'id'>, state: SignInState): string {
  return encodeBase64url(secrets.seal(placeOf(id), encodeUtf8(JSON.stringify(state))))
}

/** Opens one; `null` when it is not ours, or of another upstream. */
export function openState(
  { secrets }: Server,
  { id }: Pick<Upstream, 'id'>,
  text: string,
): SignInState | null {
  const sealed = text.length > MAX_LENGTH ? null : decodeBase64url(text)
  const plain = sealed === null ? null : secrets.open(placeOf(id), sealed)
  // The seal says that these are our own words.
  return plain === null ? null : (parseStrictJson(Buffer.from(plain).toString()) as SignInState | null)
}

/** Uses it up. @returns Whether nobody did before. */
export async function useState(server: Server, { id, expiresAtMs }: SignInState): Promise<boolean> {
  const leftMs = expiresAtMs - server.clock.nowMs()
  return leftMs > 0 && (await server.store.once.claim(`upstream-state:${id}`, leftMs + SIGN_IN_MS))
}

/** What a state is bound to. */
export function bindingOf({ crypto }: Server, mark: string): string {
  return encodeBase64url(crypto.sha256(encodeUtf8(mark)))
}

function placeOf(id: Upstream['id']) {
  return { table: 'upstreams', row: id, column: 'state' }
}
