/** Hooks under load: a slow one takes so many turns and no more, and equal questions are one. */

import { setImmediate } from 'node:timers/promises'
import { fakeClock, seededRandom } from '@coatcheck/core/testing'
import { expect, test, vi } from 'vitest'
import { createHooks, type Hooks } from './create-hooks.ts'
import { HookFailedError } from './hook-failed.ts'
import type { BeforeSignUpQuestion, CustomClaimsQuestion, HookFunction } from './hook.ts'

const USER = {
  id: 'user_1',
  email: 'ada@example.com',
  emailVerified: true,
  firstName: null,
  lastName: null,
  username: null,
  imageUrl: null,
  locale: null,
  externalId: null,
  publicMetadata: {},
  unsafeMetadata: {},
}
const SIGN_UP: BeforeSignUpQuestion = {
  method: 'password',
  user: USER,
  upstream: null,
  device: { address: null, userAgent: null },
}
const TOKEN: CustomClaimsQuestion = {
  user: USER,
  organization: null,
  session: { id: null, transport: 'token', actor: null },
  authorizedParty: 'https://app.example.com',
}

function hooksOf(functions: {
  readonly beforeSignUp?: HookFunction<'beforeSignUp'>
  readonly customClaims?: HookFunction<'customClaims'>
}): Hooks {
  const { beforeSignUp, customClaims } = functions
  return createHooks(
    {
      beforeSignUp: beforeSignUp === undefined ? null : { kind: 'function', call: beforeSignUp },
      beforeSession: null,
      customClaims: customClaims === undefined ? null : { kind: 'function', call: customClaims },
      timeoutMs: 5_000,
    },
    { clock: fakeClock(), random: seededRandom(1) },
  )
}

/** A hook that is set. */
function theHook<T>(ask: T | null): T {
  if (ask === null) throw new Error('the hook is not set')
  return ask
}

test('64 questions are under way, 256 wait for their turn, and what comes then fails at once', async () => {
  const opened = Promise.withResolvers<void>()
  let called = 0
  const { beforeSignUp } = hooksOf({
    beforeSignUp: async () => {
      called += 1
      await opened.promise
      return { allow: true }
    },
  })
  const failures: unknown[] = []
  const questions = Array.from({ length: 400 }, () =>
    theHook(beforeSignUp)(SIGN_UP).catch((error: unknown) => {
      failures.push(error)
      return null
    }),
  )
  await vi.waitUntil(() => failures.length === 80)
  expect(failures.every((error) => error instanceof HookFailedError)).toBe(true)
  expect(called).toBe(64)
  opened.resolve()
  const answers = await Promise.all(questions)
  expect(answers.filter((answer) => answer?.allow === true)).toHaveLength(320)
  expect(called).toBe(320)
})

test('a hook that never ends gives its turns back when the time is up', async () => {
  let called = 0
  const never = Promise.withResolvers<never>()
  const { beforeSignUp } = createHooks(
    {
      beforeSignUp: {
        kind: 'function',
        call: () => (called++ < 64 ? never.promise : { allow: true }),
      },
      beforeSession: null,
      customClaims: null,
      timeoutMs: 100,
    },
    { clock: fakeClock(), random: seededRandom(1) },
  )
  const stuck = await Promise.allSettled(Array.from({ length: 64 }, () => theHook(beforeSignUp)(SIGN_UP)))
  expect(stuck.every(({ status }) => status === 'rejected')).toBe(true)
  await expect(theHook(beforeSignUp)(SIGN_UP)).resolves.toEqual({ allow: true })
})

test('equal questions about claims share one answer, as of the earliest; a different one, or a later one, is asked', async () => {
  const opened = Promise.withResolvers<void>()
  let called = 0
  const { customClaims } = hooksOf({
    customClaims: async () => {
      const turn = ++called
      await opened.promise
      return { claims: { turn } }
    },
  })
  const first = theHook(customClaims)(TOKEN, 7)
  const joined = [theHook(customClaims)(TOKEN, 9), theHook(customClaims)(TOKEN, 5)]
  const other = theHook(customClaims)({ ...TOKEN, authorizedParty: 'https://other.example.com' }, 9)
  await setImmediate()
  expect(called).toBe(2)
  opened.resolve()
  expect(await first).toEqual({ claims: { turn: 1 }, position: 7 })
  expect(await Promise.all(joined)).toEqual([
    { claims: { turn: 1 }, position: 7 },
    { claims: { turn: 1 }, position: 5 },
  ])
  expect(await other).toEqual({ claims: { turn: 2 }, position: 9 })
  expect(await theHook(customClaims)(TOKEN, 9)).toEqual({ claims: { turn: 3 }, position: 9 })
})

test('a question that fails fails for all who share it, and is asked anew by the next', async () => {
  let called = 0
  const { customClaims } = hooksOf({
    customClaims: async () => {
      called += 1
      if (called === 1) throw new Error('broken')
      return { claims: {} }
    },
  })
  const answers = await Promise.allSettled([theHook(customClaims)(TOKEN, 1), theHook(customClaims)(TOKEN, 1)])
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(called).toBe(1)
  expect(await theHook(customClaims)(TOKEN, 1)).toEqual({ claims: {}, position: 1 })
})

test('a hook that is not set is none', () => {
  expect(hooksOf({})).toEqual({ beforeSignUp: null, beforeSession: null, customClaims: null })
})
