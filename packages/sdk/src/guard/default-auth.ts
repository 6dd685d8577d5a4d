/** The same without a setup of its own: by the environment, read when the first request comes. */

import { CoatcheckError } from '../backend/errors.ts'
import { createAuth, type AuthOptions, type CoatcheckAuth } from './create-auth.ts'
import { guardHandlers, type GuardedHandlers } from './guarded-handlers.ts'

/** Environment variables. */
export type Environment = { readonly [name: string]: string | undefined }

let made: CoatcheckAuth | undefined

/**
 * What the environment sets up, made once: not while modules load, as builds run without it.
 *
 * @throws {CoatcheckError} When `COATCHECK_URL` is missing, or a variable is wrong.
 */
export function defaultAuth(): CoatcheckAuth {
  made ??= createAuth(readEnvironment(globalThis.process?.env ?? {}))
  return made
}

/**
 * Reads `COATCHECK_URL`, `COATCHECK_VERIFIER_KEY` (the feed), `COATCHECK_BACKEND_KEY` (what only the server can tell),
 * `COATCHECK_JWT_KEY` (a public key in PEM, so that no keys are fetched), `COATCHECK_COMPAT` (`clerk`; with it the key
 * may also be in `CLERK_JWT_KEY`), `COATCHECK_ALLOWED_ORIGINS` (separated by commas) and `COATCHECK_AUDIENCE` (whom
 * access tokens must be for: the address of this API).
 *
 * @throws {CoatcheckError} When `COATCHECK_URL` is missing, or `COATCHECK_COMPAT` is something else.
 */
export function readEnvironment(environment: Environment): AuthOptions {
  const issuer = environment['COATCHECK_URL']
  const key = environment['COATCHECK_VERIFIER_KEY']
  const compat = environment['COATCHECK_COMPAT']
  // Under the name that Clerk's packages know only where their tokens are taken: else it is a key of somebody else.
  const jwtKey = environment['COATCHECK_JWT_KEY'] || (compat ? environment['CLERK_JWT_KEY'] : undefined)
  const backendKey = environment['COATCHECK_BACKEND_KEY']
  const origins = environment['COATCHECK_ALLOWED_ORIGINS']
  const audience = environment['COATCHECK_AUDIENCE']
  if (!issuer) {
    throw new CoatcheckError(
      'issuer-invalid',
      'COATCHECK_URL is not set: it is the URL of the Coatcheck server, such as https://auth.example.com; or use createAuth({ issuer })',
    )
  }
  return {
    issuer,
    ...(key ? { feed: { key } } : {}),
    ...(jwtKey ? { jwtKey } : {}),
    ...(compat ? { compat: readCompat(compat) } : {}),
    ...(backendKey ? { backendKey } : {}),
    ...(origins ? { allowedOrigins: origins.split(',').map((origin) => origin.trim()) } : {}),
    ...(audience ? { oauth: { audience } } : {}),
  }
}

function readCompat(text: string): 'clerk' {
  if (text === 'clerk') return text
  throw new CoatcheckError('option-invalid', 'COATCHECK_COMPAT is clerk, or not set')
}

const handlers: GuardedHandlers = guardHandlers(
  async (request, asked) => await defaultAuth().getAuth(request, asked),
)

/** Runs a handler for who is signed in: `withAuth((request, auth, context) => Response)`; 401 else. */
export const withAuth: GuardedHandlers['withAuth'] = handlers.withAuth

/** Runs a handler for who has the role; 403 else. */
export const withRole: GuardedHandlers['withRole'] = handlers.withRole

/** Runs a handler for who has the permission in the active organization; 403 else. */
export const withPermission: GuardedHandlers['withPermission'] = handlers.withPermission

/** Runs a handler for an application whose access token has the scope; 403 else. */
export const withScope: GuardedHandlers['withScope'] = handlers.withScope

/** Runs a handler for who has an active organization; 403 else. */
export const withOrganization: GuardedHandlers['withOrganization'] = handlers.withOrganization

/** Who sends a request: a Web `Request`, or one of `node:http` as in the API routes of Next's `pages/`. */
export const getAuth: CoatcheckAuth['getAuth'] = async (request, asked) =>
  await defaultAuth().getAuth(request, asked)

/** The token of a request, which nobody has verified; `null` without one, and for a cookie that may not be used. */
export const getTokenFromRequest: CoatcheckAuth['getTokenFromRequest'] = (request) =>
  defaultAuth().getTokenFromRequest(request)

/** Lets a request on, or says what to answer: 401, 403, 429 or 503. */
export const protect: CoatcheckAuth['protect'] = async (request, asked) =>
  await defaultAuth().protect(request, asked)
