/** A proof counts once, whatever floods the memory and however clocks go. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createUsedProofs } from './used-proofs.ts'

test('no proof counts twice, and as many as there is room for count once', () => {
  const acts = fc.array(
    fc.oneof(
      fc.record({ id: fc.constantFrom('a', 'b', 'c'), at: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ forgetBefore: fc.integer({ min: 0, max: 9 }) }),
    ),
  )
  fc.assert(
    fc.property(acts, fc.integer({ min: 1, max: 5 }), (done, size) => {
      const proofs = createUsedProofs(size)
      const used: string[] = []
      for (const act of done) {
        if ('forgetBefore' in act) proofs.forgetBefore(act.forgetBefore)
        else if (proofs.use(act.id, act.at)) used.push(`${act.id} ${act.at}`)
      }
      expect(new Set(used).size).toBe(used.length)
    }),
  )
})

test('what is younger than all that was forgotten counts, however many come', () => {
  const proofs = createUsedProofs(10)
  for (let second = 0; second < 50; second++)
    for (let n = 0; n < 5; n++) expect(proofs.use(`${n}`, second)).toBe(true)
  expect(proofs.use('new', 20)).toBe(false)
  expect(proofs.use('new', 49)).toBe(true)
})
