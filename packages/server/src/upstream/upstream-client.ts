/**
 * What this server is to an upstream that people sign in with: put together from what an administrator says and what
 * the upstream says of itself.
 */

import {
  type ClientAuthentication,
  type NewUpstream,
  type Upstream,
  type UpstreamClient,
} from '@coatcheck/core'
import { discover } from './discover.ts'
import { GITHUB_SCOPES, githubEndpoints } from './github.ts'

/** What an administrator says of it. */
export type ClientSettings = {
  readonly clientId: string
  readonly hasSecret: boolean
  /** What the upstream asks for, unless given. */
  readonly authentication?: ClientAuthentication | undefined
  readonly scopes?: readonly string[] | undefined
}

/** What is pinned of an upstream; or the member that is wrong, and how. */
export type PinnedUpstream =
  | { readonly ok: true; readonly pinned: Pick<NewUpstream, 'jwksUrl' | 'client'> }
  | { readonly ok: false; readonly member: string; readonly detail: string }

const OIDC_SCOPES = ['openid', 'email', 'profile']

/**
 * Asks the upstream what it says of itself, wherever that is needed.
 *
 * @param jwksUrl Where its keys are, if an administrator says so.
 * @param settings `null` when nobody signs in with it.
 */
export async function pinUpstream(
  { kind, issuer }: Pick<Upstream, 'kind' | 'issuer'>,
  jwksUrl: string | null,
  settings: ClientSettings | null,
): Promise<PinnedUpstream> {
  if (kind === 'github') return pinGitHub(issuer, settings)
  if (jwksUrl !== null && settings === null) return { ok: true, pinned: { jwksUrl, client: null } }
  const found = await discover(issuer)
  if (!found.ok) {
    return settings === null
      ? { ok: false, member: 'jwksUrl', detail: `Give jwksUrl: ${found.detail}.` }
      : { ok: false, member: 'issuer', detail: `People cannot sign in with it: ${found.detail}.` }
  }
  const keys = { jwksUrl: jwksUrl ?? found.jwksUrl }
  if (settings === null) return { ok: true, pinned: { ...keys, client: null } }
  const { authorizationUrl, tokenUrl, userInfoUrl, namesIssuer } = found
  if (authorizationUrl === null || tokenUrl === null) {
    const detail = 'Its discovery document has no authorization_endpoint or token_endpoint with https.'
    return { ok: false, member: 'issuer', detail }
  }
  const authentication = settings.authentication ?? (settings.hasSecret ? found.authentication : 'none')
  const endpoints = { authorizationUrl, tokenUrl, userInfoUrl, namesIssuer }
  return finished(settings, { ...keys, endpoints, authentication, scopes: OIDC_SCOPES })
}

/** The same upstream with other settings, asking nobody; `null` when it has to be asked. */
export function adaptUpstream(
  { jwksUrl, client }: Pick<NewUpstream, 'jwksUrl' | 'client'>,
  settings: ClientSettings | null,
): PinnedUpstream | null {
  if (client === null || settings === null) return null
  const { authentication = client.authentication, scopes = client.scopes, clientId, hasSecret } = settings
  if (hasSecret !== (authentication !== 'none') && settings.authentication === undefined) return null
  const { authorizationUrl, tokenUrl, userInfoUrl, namesIssuer } = client
  const endpoints = { authorizationUrl, tokenUrl, userInfoUrl, namesIssuer }
  return finished({ clientId, hasSecret, scopes }, { jwksUrl, endpoints, authentication, scopes })
}

function pinGitHub(issuer: string, settings: ClientSettings | null): PinnedUpstream {
  if (settings === null) return { ok: true, pinned: { jwksUrl: null, client: null } }
  const endpoints = githubEndpoints(issuer)
  const authentication = settings.authentication ?? 'client_secret_post'
  return finished(settings, { jwksUrl: null, endpoints, authentication, scopes: GITHUB_SCOPES })
}

function finished(
  { clientId, hasSecret, scopes }: ClientSettings,
  found: {
    readonly jwksUrl: string | null
    readonly endpoints: Omit<UpstreamClient, 'clientId' | 'authentication' | 'scopes'>
    readonly authentication: ClientAuthentication
    readonly scopes: readonly string[]
  },
): PinnedUpstream {
  const { jwksUrl, endpoints, authentication } = found
  if (authentication !== 'none' && !hasSecret)
    return { ok: false, member: 'clientSecret', detail: `${authentication} needs a secret.` }
  const client = { clientId, authentication, scopes: scopes ?? found.scopes, ...endpoints }
  return { ok: true, pinned: { jwksUrl, client } }
}
