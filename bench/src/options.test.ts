/** The benchmark's flags. */

import { expect, it } from 'vitest'
import { parseOptions } from './options.ts'

it('scale runs when session counts are named, and not otherwise', () => {
  expect(parseOptions([]).parts).not.toContain('scale')
  expect(parseOptions(['--sessions', '10,100'])).toMatchObject({ sessions: [10, 100] })
  expect(parseOptions(['--sessions', '10,100']).parts).toContain('scale')
})

it.each([
  [['--only', 'nothing'], '--only: "nothing" is not one of'],
  [['--rounds', 'many'], '--rounds: "many" is not a positive number'],
  [['--only', 'scale'], '--sessions must name at least two counts'],
])('%j is refused with what is allowed', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message)
})
