/** When an action needs a recent proof, who is asked, and by what. */

import { describe, expect, test } from 'vitest'
import { createConfirmation } from './confirmation.ts'
import { needsReverification } from './needs-reverification.ts'
import { isEnough, waysFor } from './ways-for.ts'

describe('an answer needs a proof', () => {
  const problem = { status: 403, code: 'reverification_required' }

  test.each([
    ['a problem in a response', Response.json(problem, { status: 403 }), true],
    ['what `client.call` gave', { ok: false, ...problem }, true],
    ['what a server action gave', problem, true],
    ['another problem', Response.json({ code: 'permission_missing' }, { status: 403 }), false],
    ['a response that only speaks of it', Response.json(problem), false],
    ['somebody else’s page', new Response('<p>Forbidden</p>', { status: 403 }), false],
    ['nothing', undefined, false],
    ['a text', 'reverification_required', false],
  ])('%s', async (_, result, needs) => {
    expect(await needsReverification(result)).toBe(needs)
  })

  test('and stays to be read', async () => {
    const response = Response.json(problem, { status: 403 })
    await needsReverification(response)
    expect(await response.json()).toEqual(problem)
  })

  test('a response that was read already says nothing any more', async () => {
    const response = Response.json(problem, { status: 403 })
    await response.text()
    expect(await needsReverification(response)).toBe(false)
  })
})

describe('a question', () => {
  test('is asked once, however many actions wait for it, and by the first host', async () => {
    const confirmation = createConfirmation()
    const [first, second] = [{}, {}]
    let shown = 0
    confirmation.subscribe(first, () => shown++)
    confirmation.subscribe(second, () => {})
    const answers = [confirmation.ask('second_factor'), confirmation.ask('second_factor')]
    expect(shown).toBe(1)
    expect(confirmation.read(second)).toBeNull()
    confirmation.read(first)?.answer(true)
    expect(await Promise.all(answers)).toEqual([true, true])
    expect(confirmation.read(first)).toBeNull()
  })

  test('of another level waits its turn', async () => {
    const confirmation = createConfirmation()
    const host = {}
    confirmation.subscribe(host, () => {})
    const first = confirmation.ask('first_factor')
    const second = confirmation.ask('multi_factor')
    confirmation.read(host)?.answer(false)
    expect(await first).toBe(false)
    await expect.poll(() => confirmation.read(host)?.level).toBe('multi_factor')
    confirmation.drop()
    expect(await second).toBe(false)
  })
})

describe('of the ways that there are', () => {
  const all = { password: true, code: true, passkey: true, recoveryCode: true }
  const password = { password: true, code: false, passkey: false, recoveryCode: false }
  const factors = { ...all, password: false }
  const none = { ...factors, code: false, passkey: false, recoveryCode: false }

  test.each([
    ['first_factor', all, password],
    ['first_factor', factors, null],
    ['second_factor', all, factors],
    ['second_factor', password, password],
    ['second_factor', none, null],
    ['any_factor', all, { ...password, passkey: true }],
    ['any_factor', factors, factors],
    ['multi_factor', all, password],
    ['multi_factor', password, password],
    ['multi_factor', none, null],
  ] as const)('%s offers what counts', (level, ways, offered) => {
    expect(waysFor(level, ways, false)).toEqual(offered)
  })

  test('both factors are proved one after the other, where there are two', () => {
    expect(isEnough('multi_factor', all, false)).toBe(false)
    expect(waysFor('multi_factor', all, true)).toEqual(factors)
    expect(isEnough('multi_factor', all, true)).toBe(true)
    expect(isEnough('multi_factor', password, false)).toBe(true)
    expect(isEnough('second_factor', all, false)).toBe(true)
  })
})
