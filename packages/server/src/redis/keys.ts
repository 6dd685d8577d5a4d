/**
 * Names of keys. The last three characters of an id decide where its record lives: the ids of a client's sessions end
 * as the client's does, so that all of them share a slot of a Cluster, and one script reaches them.
 */

import type { ClientId, SessionId } from '@coatcheck/core'

/** What a script needs of a record: its key, and the key of the gate in front of it. */
export type RecordKeys = readonly [record: string, gate: string]

/** The keys of a session or of a client. */
export function recordKeys(id: SessionId | ClientId): RecordKeys {
  const record = prefixOf(id) + id
  return [record, `${record}:gate`]
}

/** What the keys of all records begin with that share the slot of this id. */
export function prefixOf(id: SessionId | ClientId): string {
  return `coatcheck:{${id.slice(-3)}}:`
}

/** The key of a bucket of a rate limit. */
export function bucketKey(bucket: string): string {
  return `coatcheck:rate:${bucket}`
}

/** The key of what may be used once. */
export function onceKey(key: string): string {
  return `coatcheck:once:${key}`
}
