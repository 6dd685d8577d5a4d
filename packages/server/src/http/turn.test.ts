/** Who waits for the end of a turn, and for how long. */

import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTurns } from './turn.ts'

test('all who ask in one turn go on together, after the last of them asked', async () => {
  const turns = createTurns()
  const order: string[] = []
  const ask = async (name: string): Promise<void> => {
    const end = turns.end()
    order.push(`${name} asks`)
    await end
    order.push(`${name} goes on`)
  }
  const first = ask('first')
  await Promise.resolve() // microtasks run between the callbacks of one turn
  await Promise.all([first, ask('second')])
  expect(order).toEqual(['first asks', 'second asks', 'first goes on', 'second goes on'])
})

test('a turn that is over keeps nobody waiting', async () => {
  const turns = createTurns()
  const end = turns.end()
  await nextTurn()
  const order: string[] = []
  void turns.end().then(() => order.push('the turn under way'))
  await end.then(() => order.push('the turn that is over'))
  expect(order).toEqual(['the turn that is over'])
})
