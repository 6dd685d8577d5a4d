/** Upstreams over HTTP: what may be said of one, and what it must have to be safe. */

import type { NewUpstream, Upstream, UpstreamKind } from '@coatcheck/core'
import { z } from 'zod'
import { INVALID } from '../config/setting.ts'
import { readWebhookSecret } from '../hook/webhook.ts'
import { isFetchable } from '../http/fetching.ts'

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const
const KINDS = ['oidc', 'clerk', 'supabase', 'github'] as const
const AUTHENTICATIONS = ['client_secret_basic', 'client_secret_post', 'none'] as const

const names = z.array(z.string().min(1).max(255)).max(50)
const remoteUrl = z
  .string()
  .max(512)
  .refine(isFetchable, { message: 'This is not an https URL (http is for localhost only).' })

/** The form of an issuer: compared byte by byte with `iss`, so kept as it is written. */
export const issuerSchema: z.ZodString = remoteUrl.refine((text) => URL.parse(text)?.search === '', {
  message: 'An issuer has no query.',
})

/** The form of a kind. */
export const kindSchema: z.ZodEnum<{
  oidc: 'oidc'
  clerk: 'clerk'
  supabase: 'supabase'
  github: 'github'
}> = z.enum(KINDS)

/** What may be set of an upstream and changed later. */
export const upstreamMembers: {
  readonly name: z.ZodOptional<z.ZodString>
  readonly jwksUrl: z.ZodOptional<z.ZodString>
  readonly audiences: z.ZodOptional<z.ZodArray<z.ZodString>>
  readonly authorizedParties: z.ZodOptional<z.ZodArray<z.ZodString>>
  readonly algorithms: z.ZodOptional<
    z.ZodArray<z.ZodEnum<{ RS256: 'RS256'; ES256: 'ES256'; EdDSA: 'EdDSA' }>>
  >
  readonly maxTokenAgeSeconds: z.ZodOptional<z.ZodInt>
  readonly allowActor: z.ZodOptional<z.ZodBoolean>
  readonly signIn: z.ZodOptional<z.ZodBoolean>
  readonly signUp: z.ZodOptional<z.ZodBoolean>
  readonly clientId: z.ZodOptional<z.ZodNullable<z.ZodString>>
  readonly clientSecret: z.ZodOptional<z.ZodNullable<z.ZodString>>
  readonly clientAuthentication: z.ZodOptional<
    z.ZodEnum<{
      client_secret_basic: 'client_secret_basic'
      client_secret_post: 'client_secret_post'
      none: 'none'
    }>
  >
  readonly scopes: z.ZodOptional<z.ZodArray<z.ZodString>>
  readonly endsSessions: z.ZodOptional<z.ZodBoolean>
  readonly webhookSecret: z.ZodOptional<z.ZodNullable<z.ZodString>>
} = {
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .optional()
    .describe('What people know it as: "Continue with <name>". Default: GitHub, or the host of its issuer'),
  jwksUrl: remoteUrl
    .optional()
    .describe('Where its keys are. Default: found once by OpenID Connect discovery'),
  audiences: names
    .optional()
    .describe("Accepted `aud` of tokens to exchange. Default for supabase: 'authenticated'"),
  authorizedParties: names.optional().describe('Accepted `azp`: the origins of your apps for clerk'),
  algorithms: z.array(z.enum(ALGORITHMS)).min(1).optional().describe('Default: RS256 and ES256'),
  maxTokenAgeSeconds: z
    .int()
    .min(30)
    .max(86_400)
    .optional()
    .describe('The longest life (`exp - iat`) of a token to exchange. Default 300, for supabase 3600'),
  allowActor: z
    .boolean()
    .optional()
    .describe('Accept tokens of somebody acting as the user (`act`). Default false'),
  signIn: z
    .boolean()
    .optional()
    .describe('People sign in with it on the pages. Default: whether there is a client id'),
  signUp: z.boolean().optional().describe('Somebody who is new here gets an account. Default true'),
  clientId: z
    .string()
    .min(1)
    .max(255)
    .nullable()
    .optional()
    .describe('The id under which you registered this server there, for people to sign in with it'),
  clientSecret: z.string().min(1).max(1024).nullable().optional().describe('Its secret. Never answered'),
  clientAuthentication: z
    .enum(AUTHENTICATIONS)
    .optional()
    .describe('How the secret is shown. Default: as its discovery document says'),
  scopes: z
    .array(z.string().regex(/^[!#-[\]-~]{1,200}$/))
    .max(20)
    .optional()
    .describe('Default: openid, email, profile; for github read:user, user:email'),
  endsSessions: z
    .boolean()
    .optional()
    .describe('What came from a session or person that ends there ends here. Default true'),
  webhookSecret: z
    .string()
    .refine((text) => readWebhookSecret(text.replace(/^v1,/, '')) !== INVALID, {
      message: 'This is not whsec_ and 24 to 64 bytes in base64.',
    })
    .nullable()
    .optional()
    .describe('What its webhooks are signed with: whsec_... Never answered'),
}

/** What holds for a kind unless it is set. */
export const KIND_DEFAULTS: {
  readonly [K in UpstreamKind]: Pick<
    NewUpstream,
    'algorithms' | 'audiences' | 'authorizedParties' | 'maxTokenAgeSeconds' | 'allowActor'
  >
} = {
  oidc: defaults([], 300),
  clerk: defaults([], 300),
  // Its tokens live an hour unless the project says otherwise.
  supabase: defaults(['authenticated'], 3600),
  github: defaults([], 300),
}

function defaults(audiences: readonly string[], maxTokenAgeSeconds: number) {
  const algorithms = ['RS256', 'ES256'] as const
  return { algorithms, audiences, authorizedParties: [], maxTokenAgeSeconds, allowActor: false } as const
}

/** The member that an upstream lacks to tell tokens made for us from tokens made for others; `null` for none. */
export function missingMember(
  upstream: Pick<Upstream, 'kind' | 'audiences' | 'authorizedParties' | 'client'>,
): { readonly member: 'audiences' | 'authorizedParties'; readonly detail: string } | null {
  const { kind, audiences, authorizedParties, client } = upstream
  // People sign in with it; without either list no token of its own is ever taken in exchange.
  if (client !== null && audiences.length === 0 && authorizedParties.length === 0) return null
  if (kind === 'clerk' && authorizedParties.length === 0) {
    return {
      member: 'authorizedParties',
      detail: 'Clerk tokens are told apart by `azp`: name the origins of your apps.',
    }
  }
  if (kind === 'supabase' && audiences.length === 0) {
    return { member: 'audiences', detail: "Supabase tokens have an `aud`: usually 'authenticated'." }
  }
  if (audiences.length === 0 && authorizedParties.length === 0) {
    return {
      member: 'audiences',
      detail: 'Name the client ids that tokens are for, or else a token for anybody signs in here.',
    }
  }
  return null
}
