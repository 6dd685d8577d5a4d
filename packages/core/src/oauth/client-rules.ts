/** What holds of every OAuth client, whoever registers it: what it may name, and what goes together. */

import { MAX_TOKEN_SECONDS, MIN_TOKEN_SECONDS } from '../policy/policy.ts'
import { clientKeysProblem } from './client-key-rules.ts'
import type { ClientAuthMethod, OAuthClientSettings } from './oauth-client.ts'
import { SCOPE_NAME } from './oauth-scope.ts'
import { originProblem, redirectUriProblem, resourceProblem, webUriProblem } from './uri-rules.ts'

/** The longest name of a client. */
export const MAX_CLIENT_NAME = 100

/** The most entries of each list. */
export const CLIENT_LIST_LIMITS: {
  readonly [
    M in
      | 'redirectUris'
      | 'postLogoutRedirectUris'
      | 'grants'
      | 'scopes'
      | 'resources'
      | 'serves'
      | 'allowedOrigins'
  ]: number
} = {
  redirectUris: 20,
  postLogoutRedirectUris: 20,
  grants: 5,
  scopes: 50,
  resources: 20,
  serves: 20,
  allowedOrigins: 20,
}

/** The bounds of each time, in seconds. */
export const CLIENT_SECONDS: {
  readonly [M in 'accessTokenSeconds' | 'grantSeconds' | 'idleSeconds']: {
    readonly least: number
    readonly most: number
  }
} = {
  accessTokenSeconds: { least: MIN_TOKEN_SECONDS, most: MAX_TOKEN_SECONDS },
  grantSeconds: { least: 300, most: 365 * 24 * 60 * 60 },
  idleSeconds: { least: 60, most: 365 * 24 * 60 * 60 },
}

/** How each type of client may prove itself. */
export const AUTH_METHODS: { readonly [T in OAuthClientSettings['type']]: readonly ClientAuthMethod[] } = {
  public: ['none'],
  confidential: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
}

/** What is wrong with a client: the member to mend, and how. */
export type ClientProblem = { readonly member: keyof OAuthClientSettings; readonly detail: string }

/** What the rules depend on beside the client. */
export type ClientRuleContext = {
  /** The scopes that there are. */
  readonly scopes: ReadonlySet<string>
  /** Plain http on this machine will do for what is fetched or posted to: in development. */
  readonly allowsLocalHttp: boolean
}

type Settings = OAuthClientSettings

/** The first thing that is wrong with a client's settings; `null` for nothing. */
export function clientProblem(settings: Settings, context: ClientRuleContext): ClientProblem | null {
  return (
    nameProblem(settings) ??
    listProblem(settings) ??
    authenticationProblem(settings) ??
    grantProblem(settings) ??
    scopeProblem(settings, context) ??
    uriProblem(settings, context) ??
    secondsProblem(settings)
  )
}

/** Control characters, and those that turn the direction of a text, make a name look like another one. */
function nameProblem({ name }: Settings): ClientProblem | null {
  if (name.trim() !== name || name === '' || name.length > MAX_CLIENT_NAME)
    return wrong('name', `A name has 1 to ${MAX_CLIENT_NAME} characters, and no spaces around them.`)
  return /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(name)
    ? wrong('name', 'A name has no control characters.')
    : null
}

function listProblem(settings: Settings): ClientProblem | null {
  for (const [member, most] of Object.entries(CLIENT_LIST_LIMITS)) {
    const list: readonly string[] = settings[member as keyof typeof CLIENT_LIST_LIMITS]
    if (list.length > most)
      return wrong(member as keyof Settings, `There may be at most ${most} entries in this list.`)
    if (new Set(list).size < list.length)
      return wrong(member as keyof Settings, 'An entry is in this list twice.')
  }
  return null
}

function authenticationProblem({ type, authMethod, jwks, jwksUri }: Settings): ClientProblem | null {
  if (!AUTH_METHODS[type].includes(authMethod))
    return wrong('authMethod', `A ${type} client proves itself by ${AUTH_METHODS[type].join(', ')}.`)
  if (authMethod !== 'private_key_jwt') {
    const given = jwks !== null ? 'jwks' : jwksUri !== null ? 'jwksUri' : null
    return given === null
      ? null
      : wrong(given, 'Keys belong to clients that prove themselves by private_key_jwt.')
  }
  if (jwks !== null && jwksUri !== null) return wrong('jwksUri', 'Give jwks or jwksUri, not both.')
  if (jwks === null) return jwksUri === null ? wrong('jwks', 'private_key_jwt needs jwks or jwksUri.') : null
  const problem = clientKeysProblem(jwks.keys)
  return problem === null ? null : wrong('jwks', problem)
}

function grantProblem({ type, grants, redirectUris, serves }: Settings): ClientProblem | null {
  if (grants.length === 0) return wrong('grants', 'A client needs a grant to get tokens by.')
  if (type === 'public' && grants.includes('client_credentials'))
    return wrong('grants', 'A public client has no credentials: client_credentials is for confidential ones.')
  if (type === 'public' && serves.length > 0)
    return wrong('serves', 'Who introspects tokens proves who it is: this is for confidential clients.')
  return grants.includes('authorization_code') && redirectUris.length === 0
    ? wrong('redirectUris', 'authorization_code needs an address to send people back to.')
    : null
}

function scopeProblem({ scopes }: Settings, context: ClientRuleContext): ClientProblem | null {
  const malformed = scopes.find((scope) => !SCOPE_NAME.test(scope))
  if (malformed !== undefined)
    return wrong('scopes', 'A scope is 1 to 128 printable characters, without " and \\.')
  const unknown = scopes.find((scope) => !context.scopes.has(scope))
  return unknown === undefined
    ? null
    : wrong('scopes', `There is no scope ${unknown}: add it to the scopes first.`)
}

function uriProblem(settings: Settings, { allowsLocalHttp }: ClientRuleContext): ClientProblem | null {
  const isPublic = settings.type === 'public'
  const redirect = (uri: string): string | null => redirectUriProblem(uri, isPublic)
  const web = (uri: string): string | null => webUriProblem(uri, allowsLocalHttp)
  const one = (uri: string | null): readonly string[] => (uri === null ? [] : [uri])
  return (
    first('redirectUris', settings.redirectUris, redirect) ??
    first('postLogoutRedirectUris', settings.postLogoutRedirectUris, redirect) ??
    first('resources', settings.resources, resourceProblem) ??
    first('serves', settings.serves, resourceProblem) ??
    first('allowedOrigins', settings.allowedOrigins, originProblem) ??
    first('jwksUri', one(settings.jwksUri), web) ??
    first('backchannelLogoutUri', one(settings.backchannelLogoutUri), web) ??
    first('logoUri', one(settings.logoUri), web) ??
    first('clientUri', one(settings.clientUri), web) ??
    first('policyUri', one(settings.policyUri), web) ??
    first('tosUri', one(settings.tosUri), web)
  )
}

function first(
  member: keyof Settings,
  uris: readonly string[],
  problemOf: (uri: string) => string | null,
): ClientProblem | null {
  for (const uri of uris) {
    const detail = problemOf(uri)
    if (detail !== null) return wrong(member, detail)
  }
  return null
}

function secondsProblem(settings: Settings): ClientProblem | null {
  for (const member of ['accessTokenSeconds', 'grantSeconds', 'idleSeconds'] as const) {
    const seconds = settings[member]
    const { least, most } = CLIENT_SECONDS[member]
    if (seconds !== null && !(Number.isInteger(seconds) && seconds >= least && seconds <= most))
      return wrong(member, `This is whole seconds from ${least} to ${most}.`)
  }
  return null
}

function wrong(member: keyof Settings, detail: string): ClientProblem {
  return { member, detail }
}
