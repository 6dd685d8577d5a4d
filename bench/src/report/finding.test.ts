/** How measured rows become ratios and verdicts. */

import { expect, it } from 'vitest'
import { figuresOf, median } from '../measure/sample.ts'
import type { Row } from '../scenario/rounds.ts'
import { compareOAuth, compareWithFirst, compareWithPeers } from './finding.ts'
import { formatTable } from './table.ts'

function row(path: string, name: string, cpuMicroseconds: number): Row {
  return { path, name, figures: figuresOf([{ operations: 1, cpuMicroseconds, wallMicroseconds: 10 }]) }
}

it('the median is the middle value, or the mean of the middle two', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([9, 1, 5, 7])).toBe(6)
})

it('a peer shows how many times more CPU it takes than Coatcheck on the same path', () => {
  const rows = [
    row('check', 'coatcheck', 20),
    row('mint', 'coatcheck', 1),
    row('check', 'better-auth 1', 600),
  ]
  expect(compareWithPeers(rows)[2]).toMatchObject({ value: 30, target: { bound: 'at least', value: 25 } })
})

it('what a backend asks of a credential is compared with the check', () => {
  const rows = [row('check', 'coatcheck', 40), row('introspection', 'coatcheck', 60)]
  expect(compareOAuth(rows)).toMatchObject([
    { value: null },
    { value: 1.5, target: { bound: 'at most', value: 1.3 } },
  ])
})

it('nothing is compared while Coatcheck is left out', () => {
  expect(compareWithPeers([row('check', 'better-auth 1', 600)])[0]).toMatchObject({
    value: null,
    target: null,
  })
})

it('a larger table is compared with the smallest one', () => {
  const rows = [row('mint', 'coatcheck, 10 sessions', 50), row('mint', 'coatcheck, 99 sessions', 65)]
  expect(compareWithFirst(rows)[1]).toMatchObject({ value: 1.3, target: { bound: 'at most', value: 1.3 } })
})

it('the table says which targets are missed', () => {
  const rows = [row('check', 'coatcheck', 20), row('check', 'better-auth 1', 400)]
  expect(formatTable(compareWithPeers(rows))).toMatch(/better-auth 1 .* 20\.00 x +at least 25 +MISSED$/)
})
