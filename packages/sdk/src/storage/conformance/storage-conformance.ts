/** What every place promises that keeps the credential of a client (`SessionStorage`), as tests. */

import type { SessionStorage } from '../../browser/session-storage.ts'
import {
  type ConformanceRunner,
  expectOneOf,
  expectSame,
  expectText,
  type Make,
  onPlace,
  SAMPLES,
  sized,
  type StorageUnderTest,
} from './harness.ts'

const ORDERS = [
  ['a short one', [5000, 20]],
  ['a long one', [20, 5000]],
] as const

/**
 * Declares the tests: `storageConformance(() => ({ open: () => myStorage() }), { test })`. What fails throws.
 *
 * @param make Makes a place with nothing in it, for one test.
 */
export function storageConformance(make: Make, runner: ConformanceRunner): void {
  const on = (
    name: string,
    body: (place: StorageUnderTest, storage: SessionStorage) => Promise<void>,
  ): void => onPlace(make, runner, name, body)

  on('has nothing to begin with', async (_place, storage) => {
    expectText(await storage.read(), null, 'at first')
  })

  for (const { name, text } of SAMPLES)
    on(`gives back ${name}, to another instance too`, async (place, storage) => {
      await storage.write('before')
      await storage.write(text)
      expectText(await storage.read(), text, 'by itself')
      expectText(await (await place.open()).read(), text, 'by another instance')
    })

  on('replaces any text by any other', async (place, storage) => {
    const texts = [null, '', 'short', ...[1024, 2048, 2049, 9000].map((length) => sized(length).text)]
    for (const before of texts)
      for (const after of texts) {
        await storage.write(before)
        await storage.write(after)
        expectText(await (await place.open()).read(), after, 'of two texts the second')
      }
  })

  on('forgets what is deleted, however often, and takes another', async (_place, storage) => {
    for (const text of [sized(5000).text, 'short']) {
      await storage.write(text)
      await storage.write(null)
      await storage.write(null)
      expectText(await storage.read(), null, 'deleted')
    }
    await storage.write('another')
    expectText(await storage.read(), 'another', 'afterwards')
  })

  for (const [name, lengths] of ORDERS)
    on(`keeps the last of many texts that are written at once, ${name}`, async (place, storage) => {
      const texts = Array.from({ length: 16 }, (_, n) => sized(lengths[n % 2] ?? 0, n + 1).text)
      const last = texts.at(-1) ?? null
      await Promise.all(texts.map((text) => storage.write(text)))
      expectText(await storage.read(), last, 'the last')
      expectText(await (await place.open()).read(), last, 'by another instance')
    })

  on('gives what another instance wrote last', async (place, storage) => {
    const other = await place.open()
    for (const { text } of SAMPLES) {
      await storage.write('mine')
      await other.write(text)
      expectText(await storage.read(), text, 'of the other')
    }
  })

  on('replaces what was read, and nothing that somebody else wrote since', async (place, storage) => {
    const other = await place.open()
    if (storage.replace === undefined) return // of one process: nobody else writes
    for (const before of [null, 'before']) {
      await storage.write(before)
      expectSame(await storage.replace(before, 'after'), true, 'of what was read')
      await other.write('of another')
      expectSame(await storage.replace('after', 'mine'), false, 'of what was replaced')
      expectText(await storage.read(), 'of another', 'afterwards')
      expectSame(await storage.replace('of another', null), true, 'by nothing')
      expectText(await other.read(), null, 'deleted')
    }
  })

  on('lets one of many replace what all have read', async (place) => {
    const instances = await Promise.all(Array.from({ length: 8 }, async () => await place.open()))
    for (let round = 0; round < 20; round++) {
      const replaced = await Promise.all(
        instances.map(async ({ read, replace }, index) => await replace?.(await read(), `${round}/${index}`)),
      )
      const winners = replaced.filter((isReplaced) => isReplaced === true)
      if (replaced[0] !== undefined) expectSame(winners.length, 1, 'of those who replaced it')
    }
  })

  on('mixes no texts, whoever writes and reads at once', async (place) => {
    const instances = await Promise.all(Array.from({ length: 4 }, async () => await place.open()))
    const writes = instances.flatMap((storage, index) =>
      [4000, 30].map((length) => ({ storage, text: sized(length, 10 * index).text })),
    )
    const texts = writes.map(({ text }) => text)
    await Promise.all(
      writes.map(async ({ storage, text }) => {
        await storage.write(text)
        expectOneOf(await storage.read(), texts, 'meanwhile')
      }),
    )
    const left = await Promise.all(instances.map((storage) => storage.read()))
    for (const text of left) expectOneOf(text, texts, 'afterwards')
    if (new Set(left).size !== 1) throw new Error('instances on one place read different texts')
  })
}
