/** What an application in this very process reaches its server by: a call, in the place of a connection. */

import type { OwnKeys } from './own-keys.ts'

/**
 * What `createAuth`, `createSignIn` and `mountCoatcheck` of the SDK take. Its keys are of this process: they are kept
 * nowhere, and nobody has to make them.
 */
export type InProcess = {
  readonly issuer: string
  readonly url: string
  readonly fetch: typeof fetch
  readonly feed: { readonly key: string }
  readonly backendKey: string
}

/** Makes it. */
export function openInProcess(
  url: string,
  keys: OwnKeys,
  answer: (request: Request) => Promise<Response>,
): InProcess {
  return {
    issuer: url,
    url,
    fetch: async (input, init) => await untilAborted(new Request(input, init), answer),
    feed: { key: keys.issue('verifier').reveal() },
    backendKey: keys.issue('backend').reveal(),
  }
}

/** A connection that is broken off gives nothing more, neither an answer nor the rest of one: so does this. */
async function untilAborted(
  request: Request,
  answer: (request: Request) => Promise<Response>,
): Promise<Response> {
  const { signal } = request
  signal.throwIfAborted()
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
  const { body, headers, status, statusText } = await Promise.race([answer(request), aborted])
  const passed = body?.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(), { signal }) ?? null
  return new Response(passed, { headers, status, statusText })
}
