/** Names of ids in the feed: the same on every platform, and the same as the server's. */

import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { keyImporter as node } from './node.ts'
import { keyImporter as web } from './web.ts'

test('are the first 16 bytes of the SHA-256 of each id, in base64url', async () => {
  const ids = [...Array.from({ length: 500 }, (_, index) => `sess_${index}`), 'ä', '', null]
  const names = ids.map((id) =>
    id === null ? null : createHash('sha256').update(id).digest().subarray(0, 16).toString('base64url'),
  )
  expect(node.feedNames(ids)).toEqual(names)
  expect(await web.feedNames(ids)).toEqual(names)
})
