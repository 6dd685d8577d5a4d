/** For Express 5: `app.use(coatcheck())`, then `req.auth` says who sends a request. */

import type { NodeRequestHead } from '../backend/request-head.ts'
import type { AcceptedKind, StateOf } from '../backend/accepted.ts'
import type { AdapterOptions } from '../guard/adapter-options.ts'
import { type CallableAuth, callableAuth, rememberAuth, rememberedAuth } from '../guard/callable-auth.ts'
import { defaultAuth } from '../guard/default-auth.ts'
import { judgeRequest, type Refusal } from '../guard/refusal.ts'
import { describeResource, type ProtectedResourceOptions } from '../guard/protected-resource.ts'
import { readRequirement, type Requirement } from '../guard/requirement.ts'
import { type AnswerOfNode, passCookiesOnNode } from './pass-cookies-on-node.ts'

export type { AdapterOptions } from '../guard/adapter-options.ts'
export type { ProtectedResourceOptions } from '../guard/protected-resource.ts'
export { mountCoatcheck } from './mount.ts'
export type { CallableAuth } from '../guard/callable-auth.ts'

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- it is how Express lets its request be extended
  namespace Express {
    interface Request {
      /** Who sends the request, once `coatcheck()` ran. Also callable. */
      auth: CallableAuth
    }
  }
}

/** What it needs of a request of Express. */
export type ExpressRequest = NodeRequestHead & {
  readonly url: string
  readonly originalUrl: string
  readonly baseUrl: string
  auth?: CallableAuth
}

/** What it needs of an answer of Express. */
export type ExpressResponse = AnswerOfNode & { readonly end: (body?: string) => unknown }

/** Middleware of Express. */
export type ExpressMiddleware = (
  request: ExpressRequest,
  response: ExpressResponse,
  next: (error?: unknown) => void,
) => Promise<void>

/** Finds out who sends each request, and refuses what is for a protected route and has nobody. */
export function coatcheck({
  auth,
  protectedRoutes,
  ...kinds
}: AdapterOptions<AcceptedKind> = {}): ExpressMiddleware {
  return async (request, response, next) => {
    const state = await (auth ?? defaultAuth()).getAuth(request, kinds)
    rememberAuth(request, state)
    request.auth = callableAuth(state)
    passCookiesOnNode(state, response)
    // The path as it came, and as the router goes by it: middleware may have written it anew.
    const paths = [request.originalUrl, request.baseUrl + request.url]
    if (protectedRoutes !== undefined && paths.some((path) => protectedRoutes(path))) {
      const judged = judgeRequest(state, {})
      if (!judged.ok) return refuse(response, judged.refusal)
    }
    next()
  }
}

/**
 * Lets on who is signed in and meets the requirement; all others are answered 401, 403, 429 or 503. Comes after `coatcheck()`.
 *
 * @throws {CoatcheckError} When the requirement is wrong.
 */
export function requireAuth(asked: Requirement<AcceptedKind> = {}): ExpressMiddleware {
  const requirement = readRequirement(asked)
  return async (request, response, next) => {
    const judged = judgeRequest(rememberedAuth(request), requirement)
    if (!judged.ok) return refuse(response, judged.refusal)
    next()
  }
}

/**
 * Who sends a request (`getAuth<'session-token' | 'oauth-token'>` where `coatcheck` accepts both), whatever else was put into `req.auth`.
 *
 * @throws {Error} When `coatcheck()` did not run before.
 */
export function getAuth<A extends AcceptedKind = 'session-token'>(request: object): StateOf<A> {
  return rememberedAuth(request) as StateOf<A> // what is found here is what `coatcheck` accepts
}

/**
 * Answers with the metadata of a resource (RFC 9728) at its well-known path, before any guard: `app.use(...)`.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function protectedResourceMetadata(options: ProtectedResourceOptions): ExpressMiddleware {
  const { path, answer } = describeResource(options)
  return async (request, response, next) => {
    if (request.originalUrl.replace(/\?.*$/, '') !== path) return next()
    const { status, headers, body } = answer(request.method ?? '')
    response.writeHead(status, headers)
    response.end(body ?? undefined)
  }
}

function refuse(response: ExpressResponse, { status, headers, problem }: Refusal): void {
  response.writeHead(status, headers)
  response.end(JSON.stringify(problem))
}
