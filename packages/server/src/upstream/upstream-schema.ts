/** Upstreams over HTTP: what may be said of one, and what it must have to be safe. */

import type { NewUpstream, Upstream, UpstreamKind } from '@coatcheck/core'
import { z } from 'zod'
import { timeJson } from '../session/wire.ts'
import { isFetchable } from '../http/fetching.ts'

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const
const KINDS = ['oidc', 'clerk', 'supabase'] as const

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
export const kindSchema: z.ZodEnum<{ oidc: 'oidc'; clerk: 'clerk'; supabase: 'supabase' }> = z.enum(KINDS)

/** What may be set of an upstream and changed later. */
export const upstreamMembers: {
  readonly jwksUrl: z.ZodOptional<z.ZodString>
  readonly audiences: z.ZodOptional<z.ZodArray<z.ZodString>>
  readonly authorizedParties: z.ZodOptional<z.ZodArray<z.ZodString>>
  readonly algorithms: z.ZodOptional<
    z.ZodArray<z.ZodEnum<{ RS256: 'RS256'; ES256: 'ES256'; EdDSA: 'EdDSA' }>>
  >
  readonly maxTokenAgeSeconds: z.ZodOptional<z.ZodInt>
  readonly allowActor: z.ZodOptional<z.ZodBoolean>
} = {
  jwksUrl: remoteUrl
    .optional()
    .describe('Where its keys are. Default: found once by OpenID Connect discovery'),
  audiences: names
    .optional()
    .describe("Accepted `aud`: your client ids. Default for supabase: 'authenticated'"),
  authorizedParties: names.optional().describe('Accepted `azp`: the origins of your apps for clerk'),
  algorithms: z.array(z.enum(ALGORITHMS)).min(1).optional().describe('Default: RS256 and ES256'),
  maxTokenAgeSeconds: z
    .int()
    .min(30)
    .max(86_400)
    .optional()
    .describe('The longest life (`exp - iat`) of a token. Default 300, for supabase 3600'),
  allowActor: z
    .boolean()
    .optional()
    .describe('Accept tokens of somebody acting as the user (`act`). Default false'),
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
}

function defaults(audiences: readonly string[], maxTokenAgeSeconds: number) {
  const algorithms = ['RS256', 'ES256'] as const
  return { algorithms, audiences, authorizedParties: [], maxTokenAgeSeconds, allowActor: false } as const
}

/** The member that an upstream lacks to tell tokens made for us from tokens made for others; `null` for none. */
export function missingMember(
  upstream: Pick<Upstream, 'kind' | 'audiences' | 'authorizedParties'>,
): { readonly member: 'audiences' | 'authorizedParties'; readonly detail: string } | null {
  const { kind, audiences, authorizedParties } = upstream
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

/** An upstream in an answer. */
export const upstreamSchema: z.ZodObject = z
  .object({
    id: z.string(),
    kind: kindSchema,
    issuer: z.string(),
    jwksUrl: z.string(),
    algorithms: z.array(z.enum(ALGORITHMS)),
    audiences: z.array(z.string()),
    authorizedParties: z.array(z.string()),
    maxTokenAgeSeconds: z.int(),
    allowActor: z.boolean(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Upstream' })

/** An upstream for an answer. */
export function upstreamJson({ createdAtMs, ...upstream }: Upstream): Record<string, unknown> {
  return { ...upstream, createdAt: timeJson(createdAtMs) }
}
