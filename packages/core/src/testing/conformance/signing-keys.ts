/** Conformance of signing keys: each algorithm and purpose has a line of its own, that one of many nodes continues. */

import type { NewSigningKey, SigningKey } from '../../signing/signing-key.ts'
import { type ConformanceRunner, CONTEXT, onStore, race, same, type Subject } from './harness.ts'

function newKey(kid: string, more: Partial<NewSigningKey> = {}): NewSigningKey {
  return {
    kid,
    algorithm: 'ES256',
    purpose: 'any',
    publicJwk: {},
    sealedPrivateKey: Uint8Array.of(1),
    signsFromMs: 5_000,
    afterKid: null,
    replaces: [],
    verifyForMs: 1_000,
    ...more,
  }
}

/** The suite. */
export function signingKeyConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  /** What became of each key. */
  async function keys({ store }: Subject): Promise<Record<string, SigningKey>> {
    return Object.fromEntries((await store.signingKeys.list()).map((key) => [key.kid, key]))
  }

  runner.describe('signing keys', () => {
    on('are added by one of many nodes, the first and every next one', async (subject) => {
      const { signingKeys } = subject.store
      const first = await race((index) => signingKeys.add(newKey(`first-${index}`), CONTEXT))
      same(first.filter(Boolean).length, 1, 'who made the first')
      const afterKid = `first-${first.indexOf(true)}`
      const next = await race((index) => signingKeys.add(newKey(`next-${index}`, { afterKid }), CONTEXT))
      same(next.filter(Boolean).length, 1, 'who made the next')
      same(await signingKeys.add(newKey('late', { afterKid }), CONTEXT), false, 'who follows a replaced one')
      const { [afterKid]: replaced, ...others } = await keys(subject)
      same([replaced?.replacedAtMs, replaced?.verifiesUntilMs], [5_000, 6_000], 'the first')
      same(
        Object.values(others).map(({ replacedAtMs }) => replacedAtMs),
        [null],
        'the next',
      )
    })

    on('of several algorithms stand side by side, until one is not needed any more', async (subject) => {
      const { signingKeys } = subject.store
      const other = { algorithm: 'RS256' } as const
      same(await signingKeys.add(newKey('one'), CONTEXT), true, 'the first of one')
      same(await signingKeys.add(newKey('other', other), CONTEXT), true, 'the first of another')
      same((await keys(subject))['one']?.replacedAtMs, null, 'the first of one, beside another')
      const afterOther = { ...other, afterKid: 'other', replaces: ['one'] }
      same(await signingKeys.add(newKey('next', afterOther), CONTEXT), true, 'the next of another')
      const { one, next } = await keys(subject)
      same([one?.replacedAtMs, next?.replacedAtMs], [5_000, null], 'when they were replaced')
      same(await signingKeys.add(newKey('again'), CONTEXT), true, 'one of the former algorithm, again')
    })

    on('of sessions alone stand beside those of the same algorithm that sign anything', async (subject) => {
      const { signingKeys } = subject.store
      const ofSessions = { purpose: 'sessions' } as const
      same(await signingKeys.add(newKey('any'), CONTEXT), true, 'the first that signs anything')
      const first = await race((index) => signingKeys.add(newKey(`own-${index}`, ofSessions), CONTEXT))
      same(first.filter(Boolean).length, 1, 'who made the first of sessions')
      const afterKid = `own-${first.indexOf(true)}`
      same(
        await signingKeys.add(newKey('next', { ...ofSessions, afterKid }), CONTEXT),
        true,
        'the next of sessions',
      )
      const { any, next } = await keys(subject)
      same([any?.purpose, any?.replacedAtMs, next?.purpose], ['any', null, 'sessions'], 'what they are')
    })

    on('verify as long as the tokens live that they sign', async (subject) => {
      const { signingKeys } = subject.store
      await signingKeys.add(newKey('long'), CONTEXT)
      await race((index) => signingKeys.extendTokenLife('long', 10_000 + index))
      await signingKeys.extendTokenLife('long', 2_000)
      same((await keys(subject))['long']?.tokenLifeMs, 10_063, 'the longest life')
      await signingKeys.add(newKey('next', { afterKid: 'long' }), CONTEXT)
      same((await keys(subject))['long']?.verifiesUntilMs, 15_063, 'until when a replaced one verifies')
      await signingKeys.extendTokenLife('long', 20_000)
      same((await keys(subject))['long']?.verifiesUntilMs, 25_000, 'until when, once it signs for longer')
      same((await keys(subject))['next']?.verifiesUntilMs, null, 'the one that signs')
    })
  })
}
