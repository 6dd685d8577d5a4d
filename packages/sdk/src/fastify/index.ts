/** For Fastify 5: `app.register(coatcheck)`, then `request.auth` says who sends a request. */

import type { FastifyPluginAsync } from 'fastify'
import type { AcceptedKind, StateOf } from '../backend/accepted.ts'
import type { AdapterOptions } from '../guard/adapter-options.ts'
import {
  type CallableAuth,
  callableAuth,
  isRemembered,
  rememberAuth,
  rememberedAuth,
} from '../guard/callable-auth.ts'
import { defaultAuth } from '../guard/default-auth.ts'
import { PRIVATE, unsetCookies } from '../guard/pass-cookies.ts'
import { judgeRequest, type Refusal } from '../guard/refusal.ts'
import { describeResource, type ProtectedResourceOptions } from '../guard/protected-resource.ts'
import { readRequirement, type Requirement } from '../guard/requirement.ts'

export type { AdapterOptions } from '../guard/adapter-options.ts'
export type { ProtectedResourceOptions } from '../guard/protected-resource.ts'
export { mountCoatcheck } from './mount.ts'
export type { CallableAuth } from '../guard/callable-auth.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sends the request, once `coatcheck` is registered. Also callable. */
    auth: CallableAuth
  }
}

/** What it needs of a reply: that of an app on HTTP/1 or HTTP/2. */
export type FastifyAnswer = {
  readonly code: (status: number) => {
    readonly headers: (headers: { readonly [name: string]: string }) => {
      readonly send: (body: string) => unknown
    }
  }
}

/** A hook of one route, for `onRequest` or `preHandler`. */
export type FastifyGuard = (request: object, reply: FastifyAnswer) => Promise<unknown>

const plugin: FastifyPluginAsync<AdapterOptions<AcceptedKind>> = async (app, options) => {
  const { auth, protectedRoutes, accepts } = options
  const kinds = accepts === undefined ? {} : { accepts }
  app.decorateRequest('auth')
  app.addHook('onRequest', async (request, reply) => {
    const state = await (auth ?? defaultAuth()).getAuth(request.raw, kinds)
    rememberAuth(request, state)
    request.auth = callableAuth(state)
    // The path as it came, and as the router goes by it: `rewriteUrl` may have written it anew.
    const paths = [request.originalUrl, request.url]
    if (protectedRoutes === undefined || !paths.some((path) => protectedRoutes(path))) return undefined
    const judged = judgeRequest(state, {})
    return judged.ok ? undefined : refuse(reply, judged.refusal)
  })
  // As late as can be: whatever the route says of caches, an answer with somebody's cookie is for nobody else.
  app.addHook('onSend', async (request, reply) => {
    const cookies = isRemembered(request) ? rememberedAuth(request).setCookies() : []
    if (cookies.length === 0) return
    const set = [reply.getHeader('set-cookie') ?? []].flat().map(String)
    reply.header('cache-control', PRIVATE)
    for (const cookie of unsetCookies(cookies, set)) reply.header('set-cookie', cookie)
  })
}

/** Finds out who sends each request, and refuses what is for a protected route and has nobody. For the whole app. */
export const coatcheck: FastifyPluginAsync<AdapterOptions<AcceptedKind>> = Object.assign(plugin, {
  // What the package fastify-plugin does: without it the hook would be for this plugin's own routes, of which it has none.
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@coatcheck/sdk',
  [Symbol.for('plugin-meta')]: { name: '@coatcheck/sdk', fastify: '5.x' },
})

/**
 * Lets on who is signed in and meets the requirement; all others are answered 401, 403, 429 or 503.
 *
 * @throws {CoatcheckError} When the requirement is wrong.
 */
export function requireAuth(asked: Requirement<AcceptedKind> = {}): FastifyGuard {
  const requirement = readRequirement(asked)
  return async (request, reply) => {
    const judged = judgeRequest(rememberedAuth(request), requirement)
    return judged.ok ? undefined : refuse(reply, judged.refusal)
  }
}

/**
 * Who sends a request (`getAuth<'session-token' | 'oauth-token'>` where `coatcheck` accepts both), whatever else was put into `request.auth`.
 *
 * @throws {Error} When `coatcheck` is not registered.
 */
export function getAuth<A extends AcceptedKind = 'session-token'>(request: object): StateOf<A> {
  return rememberedAuth(request) as StateOf<A> // what is found here is what `coatcheck` accepts
}

/**
 * Answers with the metadata of a resource (RFC 9728) at its well-known path: `app.register(protectedResourceMetadata, {...})`.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export const protectedResourceMetadata: FastifyPluginAsync<ProtectedResourceOptions> = async (
  app,
  options,
) => {
  const { path, answer } = describeResource(options)
  app.route({
    method: ['GET', 'HEAD', 'OPTIONS'],
    url: path,
    handler: async (request, reply) => {
      const { status, headers, body } = answer(request.method)
      return await reply.code(status).headers(headers).send(body)
    },
  })
}

function refuse(reply: FastifyAnswer, { status, headers, problem }: Refusal): unknown {
  return reply.code(status).headers(headers).send(JSON.stringify(problem))
}
