/** An OAuth endpoint declares itself as a route does, and answers in the form that the standards give it. */

import type { ActContext, OAuthClient } from '@coatcheck/core'
import type { z } from 'zod'
import type { ResponseDefinition } from '../http/route.ts'
import type { Server } from '../server.ts'
import type { OAuthErrorCode } from './oauth-error.ts'
import type { Parameters } from './parameters.ts'

/** Who may call an endpoint. */
export type OAuthCaller =
  /** A client that has proved to be it; a public one says its name. */
  | 'client'
  /** A client that has proved to be it, or an application's server with its key. */
  | 'client-or-backend-key'
  /** A client, a public one by its name, or an application's server with its key. */
  | 'any-client-or-backend-key'
  /** Whoever shows an access token as a bearer, or with a DPoP proof. */
  | 'access-token'
  /** Anybody: what the endpoint is asked says all. */
  | 'anybody'

/** Its declaration. */
export type OAuthEndpointDefinition = {
  readonly method: 'get' | 'post' | 'put' | 'delete'
  /** With parameters in braces. */
  readonly path: `/${string}`
  readonly summary: string
  readonly caller: OAuthCaller
  /** The scope that the access token must have. */
  readonly scope?: string
  /** The parameters of the form of a POST, or of the query of a GET. Others are passed over (RFC 6749 section 3.1). */
  readonly parameters?: z.ZodObject
  readonly responses: { readonly [status: number]: ResponseDefinition }
  readonly errors: readonly OAuthErrorCode[]
}

/** What a handler gets. */
export type OAuthRequest = {
  readonly server: Server
  readonly request: Request
  /** Each once; empty where the endpoint takes none. */
  readonly parameters: Parameters
  /** Those of the path. */
  readonly params: { readonly [name: string]: string }
  /** Who acts and from where, for events: the client, where it has proved to be it. */
  readonly context: ActContext
  /** The paths that this server answers: what it may say of itself. */
  readonly paths: () => ReadonlySet<string>
}

/** A request by a client. */
export type OAuthClientRequest = OAuthRequest & { readonly client: OAuthClient }

/** A declared endpoint with its handler. */
export type OAuthEndpoint =
  | {
      readonly definition: OAuthEndpointDefinition & { readonly caller: 'client' }
      readonly handle: (input: OAuthClientRequest) => Promise<Response>
    }
  | {
      readonly definition: OAuthEndpointDefinition & {
        readonly caller: Exclude<OAuthCaller, 'client'>
      }
      readonly handle: (input: OAuthRequest) => Promise<Response>
    }
