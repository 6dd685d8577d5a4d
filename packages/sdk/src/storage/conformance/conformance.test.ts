/** The suite itself: it finds what is wrong with places that break one promise each. */

import { expect, test } from 'vitest'
import type { DeviceKey, SessionStorage } from '../../browser/session-storage.ts'
import { indexedDbStorage } from '../indexed-db-storage.ts'
import { memoryStorage } from '../memory-storage.ts'
import {
  cutOffConformance,
  deviceKeyConformance,
  type FaultyStorageUnderTest,
  type Make,
  storageConformance,
  type StorageUnderTest,
  withFaults,
} from './index.ts'

/** The names of the tests that fail. */
async function failures(
  declare: (test: (name: string, body: () => Promise<void>) => void) => void,
): Promise<readonly string[]> {
  const bodies = new Map<string, () => Promise<void>>()
  declare((name, body) => void bodies.set(name, body))
  expect(bodies.size).toBeGreaterThan(2)
  const failed: string[] = []
  for (const [name, body] of bodies) await body().catch(() => failed.push(name))
  return failed
}

/** A store of values by key, such as adapters have behind them. */
class Values {
  readonly items = new Map<string, string>()
  async get(key: string): Promise<string | null> {
    return this.items.get(key) ?? null
  }
  async set(key: string, value: string): Promise<void> {
    this.items.set(key, value)
  }
  async remove(key: string): Promise<void> {
    this.items.delete(key)
  }
}

type Adapter = (values: Values) => SessionStorage
const PART = 2000

/** One value for one text. */
const inOneValue: Adapter = (values) => ({
  read: () => values.get('text'),
  write: (text) => (text === null ? values.remove('text') : values.set('text', text)),
})

/** Parts that are written over the old ones, as many an adapter on the internet does. */
const inPlace: Adapter = (values) => ({
  read: async () => {
    const count = await values.get('count')
    let text = ''
    for (let index = 0; index < Number(count); index++) text += (await values.get(`part.${index}`)) ?? ''
    return count === null ? null : text
  },
  write: async (text) => {
    if (text === null) return await values.remove('count')
    const count = Math.ceil(text.length / PART)
    for (let index = 0; index < count; index++)
      await values.set(`part.${index}`, text.slice(index * PART, (index + 1) * PART))
    await values.set('count', String(count))
  },
})

const onValues =
  (adapter: Adapter): Make<FaultyStorageUnderTest> =>
  () => {
    const values = new Values()
    return {
      open: () => adapter(values),
      openWithFaults: (faults) => adapter(withFaults(values, faults)),
      countItems: () => values.items.size,
    }
  }

test('a place that keeps its promises passes', async () => {
  const make = onValues(inOneValue)
  expect(await failures((run) => storageConformance(make, { test: run }))).toEqual([])
  expect(await failures((run) => cutOffConformance(make, { test: run }))).toEqual([])
})

test('parts that are written over the old ones do not pass when they are cut off, nor when two write', async () => {
  const make = onValues(inPlace)
  const failed = await failures((run) => cutOffConformance(make, { test: run }))
  expect(failed).toContain(
    '9000 characters in place of 6000 characters is whole or not there when the process dies',
  )
  expect(failed).toContain(
    'a short text in place of 6000 characters is whole or not there when a call is refused',
  )
  const plain = await failures((run) => storageConformance(make, { test: run }))
  expect(plain).toContain('keeps the last of many texts that are written at once, a short one')
  expect(plain).toContain('mixes no texts, whoever writes and reads at once')
})

const broken: readonly (readonly [string, Adapter, string])[] = [
  [
    'answers before it has written',
    (values) => ({
      ...inOneValue(values),
      write: async (text) => void setTimeout(() => void inOneValue(values).write(text), 20),
    }),
    'gives back a short text, to another instance too',
  ],
  [
    'remembers what it wrote itself',
    (values) => {
      let known: string | null | undefined
      const { read, write } = inOneValue(values)
      return {
        read: async () => (known === undefined ? await read() : known),
        write: async (text) => await write((known = text)),
      }
    },
    'gives what another instance wrote last',
  ],
  [
    'takes an empty text for none',
    (values) => ({ ...inOneValue(values), read: async () => (await values.get('text')) || null }),
    'gives back an empty text, to another instance too',
  ],
  [
    'keeps ASCII only',
    (values) => ({
      ...inOneValue(values),
      write: (text) => inOneValue(values).write(text && Buffer.from(text, 'latin1').toString('latin1')),
    }),
    'gives back many alphabets, to another instance too',
  ],
  [
    'keeps the first of what is written at once',
    (values) => {
      let writing: Promise<void> | null = null
      const { read, write } = inOneValue(values)
      return { read, write: (text) => (writing ??= write(text).finally(() => (writing = null))) }
    },
    'keeps the last of many texts that are written at once, a short one',
  ],
  [
    'deletes nothing',
    (values) => ({
      ...inOneValue(values),
      write: async (text) => {
        if (text !== null) await values.set('text', text)
      },
    }),
    'forgets what is deleted, however often, and takes another',
  ],
]
test.each(broken)('a place that %s does not pass', async (_, adapter, name) => {
  expect(await failures((run) => storageConformance(onValues(adapter), { test: run }))).toContain(name)
})

test('a place that leaves something behind does not pass', async () => {
  const littering: Adapter = (values) => ({
    read: inOneValue(values).read,
    write: async (text) => {
      await values.set('draft', text ?? '')
      await inOneValue(values).write(text)
      await values.remove('draft')
    },
  })
  const failed = await failures((run) => cutOffConformance(onValues(littering), { test: run }))
  expect(failed).toContain('a short text in place of nothing is whole or not there when the process dies')
})

test('a place whose readings delete what they cannot read does not pass', async () => {
  const impatient: Adapter = (values) => ({
    ...inOneValue(values),
    read: async () => {
      try {
        return await values.get('text')
      } catch {
        await values.remove('text')
        return null
      }
    },
  })
  const failed = await failures((run) => cutOffConformance(onValues(impatient), { test: run }))
  expect(failed).toContain('a reading that fails changes nothing')
})

test('keys that are made anew for each instance, or do not sign, do not pass', async () => {
  const withKey = (deviceKey: () => Promise<DeviceKey>): Make<StorageUnderTest> => {
    return () => ({ open: () => ({ ...memoryStorage(), deviceKey }) })
  }
  const makeKey = async (): Promise<DeviceKey> => {
    const kind = { name: 'ECDSA', namedCurve: 'P-256' }
    const { publicKey } = await crypto.subtle.generateKey(kind, false, ['sign', 'verify'])
    const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', publicKey)
    const publicJwk = { kty: 'EC', crv: 'P-256', x, y } as const
    return { publicJwk, extractable: false, sign: async () => new Uint8Array(64) }
  }
  const failed = await failures((run) => deviceKeyConformance(withKey(makeKey), { test: run }))
  expect(failed).toHaveLength(3)
  const none = await failures((run) => deviceKeyConformance(() => ({ open: memoryStorage }), { test: run }))
  expect(none).toHaveLength(3)
})

test('a place that is not there does not pass', async () => {
  const make = (): StorageUnderTest => ({ open: () => indexedDbStorage() })
  const failed = await failures((run) => storageConformance(make, { test: run }))
  expect(failed).toContain('has nothing to begin with')
  await expect(indexedDbStorage().read()).rejects.toMatchObject({
    name: 'StorageError',
    code: 'unavailable',
    retryable: false,
  })
})
