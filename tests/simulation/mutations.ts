/** Clients that break a rule of the protocol each, as controls: a world in which they get through proves nothing. */

import type { Environment, Locks } from '@coatcheck/sdk/browser'
import type { Mutation } from './world.ts'

/** A refresh that is sent again has another key: a lost answer looks like a theft. */
export const dropTheKey: Mutation = (honest, dice) => ({
  ...honest,
  fetch: (input, init) => {
    const headers = new Headers(init?.headers)
    if (headers.has('idempotency-key'))
      headers.set('idempotency-key', `another-key-${dice.between(1, 2 ** 31)}`)
    return honest.fetch(input, { ...init, headers })
  },
})

/** Tabs do not wait for each other. */
export const dropTheLock: Mutation = (honest) => {
  const locks: Locks = {
    exclusively: (_name, _options, work) => work(),
    inTurn: (_name, over, work) => (over.aborted ? Promise.resolve() : work()),
  }
  return { ...honest, locks }
}

/** Time passes as the wall clock says. */
export const trustTheWallClock: Mutation = (honest) => ({ ...honest, monotonicMs: honest.wallMs })

/** A server that is down has ended the session. */
export const signOutOn503: Mutation = (honest) => ({
  ...honest,
  fetch: async (input, init) => {
    const response = await honest.fetch(input, init)
    return response.status === 503 ? sessionEnded() : response
  },
})

/** A 401 of whoever it is has ended the session, as that of an application which finds a token too old. */
export const signOutOnAny401: Mutation = (honest) => {
  let isOver = false
  return {
    ...honest,
    fetch: async (input, init) => {
      if (isOver) return sessionEnded()
      const response = await honest.fetch(input, init)
      isOver = response.status === 401
      return response
    },
  }
}

/** A step-up, or whatever else failed, is asked again at once for as long as it fails. */
export const retryWithoutEnd: Mutation = (honest) => ({ ...honest, fetch: again(honest, 100) })

function again({ fetch }: Environment, times: number): Environment['fetch'] {
  return async (input, init) => {
    for (let left = times; left > 1; left--) {
      try {
        const response = await fetch(input, init)
        if (response.status < 500) return response
      } catch (error) {
        if (init?.signal?.aborted === true) throw error
      }
    }
    return await fetch(input, init)
  }
}

function sessionEnded(): Response {
  return Response.json(
    { code: 'session_ended', reason: 'unknown' },
    { status: 401, headers: { 'content-type': 'application/problem+json' } },
  )
}
