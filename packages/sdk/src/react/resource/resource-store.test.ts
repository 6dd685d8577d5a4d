import { expect, test } from 'vitest'
import type { ApiResult } from '../../browser/client.ts'
import { failureOf } from '../form/failure-of.ts'
import { createResourceStore } from './resource-store.ts'

/** Questions that are answered when a test says so. */
function questions(): {
  readonly ask: () => Promise<ApiResult>
  readonly asked: ((answer: ApiResult) => void)[]
} {
  const asked: ((answer: ApiResult) => void)[] = []
  return { asked, ask: () => new Promise((resolve) => asked.push(resolve)) }
}

function countingClock(): { nowMs: number } {
  return { nowMs: 1_000_000 }
}

test('a hundred that show one thing ask for it once, and are told together', async () => {
  const store = createResourceStore(() => 0)
  const { ask, asked } = questions()
  let told = 0
  for (let index = 0; index < 100; index++) store.subscribe('a', ask, () => told++)
  expect(asked).toHaveLength(1)
  asked[0]?.({ ok: true, body: 'it' })
  await expect.poll(() => told).toBe(100)
  expect(store.read('a')).toEqual({ body: 'it', failure: null })
})

test('what comes and goes within five seconds is not asked for again', async () => {
  const clock = countingClock()
  const store = createResourceStore(() => clock.nowMs)
  const { ask, asked } = questions()
  const stop = store.subscribe('a', ask, () => {})
  asked[0]?.({ ok: true, body: 1 })
  await expect.poll(() => store.read('a').body).toBe(1)
  stop()
  store.subscribe('a', ask, () => {})()
  expect(asked).toHaveLength(1)
  clock.nowMs += 5000
  store.subscribe('a', ask, () => {})
  expect(asked).toHaveLength(2)
  expect(store.read('a').body).toBe(1)
})

test('an answer that comes after that to a later question is dropped', async () => {
  const store = createResourceStore(() => 0)
  const { ask, asked } = questions()
  store.subscribe('a', ask, () => {})
  const reloading = store.reload('a')
  asked[1]?.({ ok: true, body: 'new' })
  asked[0]?.({ ok: true, body: 'old' })
  await reloading
  expect(store.read('a').body).toBe('new')
})

test('what could not be renewed stays as it was known, with the failure', async () => {
  const store = createResourceStore(() => 0)
  const { ask, asked } = questions()
  store.subscribe('a', ask, () => {})
  asked[0]?.({ ok: true, body: 'known' })
  await expect.poll(() => store.read('a').body).toBe('known')
  const reloading = store.reload('a')
  const failure = failureOf('offline', 'There is no network.')
  asked[1]?.(failure)
  await reloading
  expect(store.read('a')).toEqual({ body: 'known', failure })
})

test('what nobody looks at is not asked for anew', async () => {
  const store = createResourceStore(() => 0)
  const { ask, asked } = questions()
  store.subscribe('a', ask, () => {})()
  await store.reload('a')
  await store.reload('b')
  expect(asked).toHaveLength(1)
})
