/** What is remembered for tokens: never told as newer than it is, and not as older for longer than for one token. */

import { fakeClock } from '@coatcheck/core/testing'
import { expect, test } from 'vitest'
import { createRemembered } from './remembered.ts'

/** A memory of one value, each reading of which waits for its turn. */
function setUp() {
  const waiting: ((value: string) => void)[] = []
  const read = () => new Promise<string>((resolve) => waiting.push(resolve))
  const remembered = createRemembered<string>(read, fakeClock())
  return {
    ...remembered,
    reads: () => waiting.length,
    answer: (value: string) => waiting.shift()?.(value),
    /** Reads it for a session that is known as of that position. */
    readFor: async (position: number, value: string) => {
      const reading = remembered.getAsOf('ada', position)
      waiting.shift()?.(value)
      return await reading
    },
  }
}

test('a value is as old as the log was when it was read', async () => {
  const { readFor, getAsOf } = setUp()
  expect(await readFor(5, 'first')).toEqual({ value: 'first', position: 5 })
  expect(await getAsOf('ada', 9)).toEqual({ value: 'first', position: 5 })
  expect(await getAsOf('ada', 3)).toEqual({ value: 'first', position: 3 })
})

test('what outlasts the log is as new as the log, though a session from long ago had it read', async () => {
  const { readFor, getAsOf, drop, confirm } = setUp()
  await readFor(5, 'first')
  drop('ada')
  confirm(8)
  expect(await readFor(5, 'second')).toEqual({ value: 'second', position: 5 })
  expect(await getAsOf('ada', 9)).toEqual({ value: 'second', position: 8 })
  confirm(12)
  expect(await getAsOf('ada', 10)).toEqual({ value: 'second', position: 10 })
})

test('what was being read while the log named it is not kept', async () => {
  const { getAsOf, drop, confirm, answer, reads } = setUp()
  const reading = getAsOf('ada', 5)
  drop('ada')
  confirm(8)
  answer('before')
  expect(await reading).toEqual({ value: 'before', position: 5 })
  void getAsOf('ada', 9)
  expect(reads()).toBe(1)
})

test('another log confirms nothing of the one before', async () => {
  const { readFor, getAsOf, confirm, clear } = setUp()
  confirm(100)
  clear()
  await readFor(5, 'first')
  expect(await getAsOf('ada', 50)).toEqual({ value: 'first', position: 5 })
})
