/** `auth` as an object that can also be called, so that `req.auth.userId` and `req.auth().userId` are the same. */

import type { AcceptedKind, StateOf } from '../backend/accepted.ts'
import type { RequestState } from '../backend/request-state.ts'

/** `auth`, and what gives it. */
export type CallableAuth = RequestState & (() => RequestState)

/** Makes it callable. */
export function callableAuth(state: StateOf<AcceptedKind>): CallableAuth {
  // Middleware that accepts more than sessions knows by `getAuth` what it may find here: nobody is signed in by a key.
  return Object.freeze(Object.assign(() => state, state)) as CallableAuth
}

const remembered = new WeakMap<object, StateOf<AcceptedKind>>()

/** Keeps who sends a request: other middleware may put something else into `req.auth`. */
export function rememberAuth(request: object, state: StateOf<AcceptedKind>): void {
  remembered.set(request, state)
}

/** Whether somebody has found out who sends a request. */
export function isRemembered(request: object): boolean {
  return remembered.has(request)
}

/**
 * Who sends a request.
 *
 * @throws {Error} When nobody has found out.
 */
export function rememberedAuth(request: object): StateOf<AcceptedKind> {
  const state = remembered.get(request)
  if (state === undefined) throw new Error('coatcheck() runs before whatever asks for auth')
  return state
}
