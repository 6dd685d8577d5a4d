/** The feed as an answer: what becomes of it when its reader goes. */

import { expect, test } from 'vitest'
import { createFeed } from './feed.ts'
import { streamFeed } from './feed-stream.ts'

test('what is found out for a reader that has gone is told to nobody', async () => {
  const feed = createFeed({ entries: [], incarnation: 'first' }, () => 1_000_000)
  let tell = (_frame: Uint8Array): void => {}
  const answer = streamFeed(feed, {
    cursor: null,
    keyId: null,
    limits: { browsers: 1 },
    frameOf: () => null,
    beat: () => null,
    onOpen: (telling) => {
      tell = telling
    },
  })
  expect(feed.readers('browsers')).toBe(1)
  await answer.body?.cancel()
  expect(feed.readers('browsers')).toBe(0)
  expect(() => tell(Buffer.from('event: ended\n\n'))).not.toThrow()
})
