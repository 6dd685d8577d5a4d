/** Speaks to a server under test as an administrator would. */

import { type Answer, type Json, send } from './api-client.ts'
import type { RunningCoatcheck } from './start-coatcheck.ts'

/** Sends requests below `/api/admin`. */
export type AdminClient = {
  readonly get: (path: string) => Promise<Answer>
  readonly post: (path: string, body?: unknown) => Promise<Answer>
  readonly patch: (path: string, body: unknown) => Promise<Answer>
  readonly delete: (path: string) => Promise<Answer>
  /** The members of a list's first page. */
  readonly list: (path: string) => Promise<readonly Json[]>
}

/** An administrator with every scope, or with another key. */
export function adminClient(
  { url, adminKey }: Pick<RunningCoatcheck, 'url' | 'adminKey'>,
  bearer: string = adminKey,
): AdminClient {
  const ask = (method: string, path: string, body?: unknown): Promise<Answer> =>
    send(url, `/api/admin${path}`, { method, bearer, body })
  return {
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', path, body),
    patch: (path, body) => ask('PATCH', path, body),
    delete: (path) => ask('DELETE', path),
    list: async (path) => (await ask('GET', path)).body['data'] as readonly Json[],
  }
}
