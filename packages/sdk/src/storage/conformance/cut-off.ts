/** Conformance of what is cut off: at whichever call it happens, the old text is there or the new one, and nothing else. */

import type { SessionStorage } from '../../browser/session-storage.ts'
import type { Fault } from './faults.ts'
import {
  type ConformanceRunner,
  expectOneOf,
  expectText,
  type FaultyStorageUnderTest,
  type Make,
  type Sample,
  sized,
} from './harness.ts'

/** How a call goes wrong, and whether any follows it. */
type Accident = { readonly name: string; readonly fault: Fault; readonly isTheEnd: boolean }

const REFUSED: Accident = { name: 'a call is refused', fault: 'refused', isTheEnd: false }

const ACCIDENTS: readonly Accident[] = [
  { name: 'the process dies', fault: 'refused', isTheEnd: true },
  REFUSED,
  { name: 'a call is done and says that it failed', fault: 'unanswered', isTheEnd: false },
]

const NOTHING: Sample = { name: 'nothing', text: null }
const SHORT: Sample = { name: 'a short text', text: 'short' }
const LONG: Sample = sized(6000, 1)
const LONGER: Sample = sized(9000, 2)

const REPLACEMENTS: readonly (readonly [before: Sample, after: Sample])[] = [
  [NOTHING, SHORT],
  [NOTHING, LONG],
  [SHORT, LONG],
  [LONG, LONGER],
  [LONGER, LONG],
  [LONG, SHORT],
  [LONG, NOTHING],
]

/** More calls than any adapter needs for one text. */
const MAX_CALLS = 500

/** Declares the tests, for a place with `openWithFaults`. */
export function cutOffConformance(make: Make<FaultyStorageUnderTest>, runner: ConformanceRunner): void {
  for (const accident of ACCIDENTS)
    for (const [before, after] of REPLACEMENTS)
      runner.test(
        `${after.name} in place of ${before.name} is whole or not there when ${accident.name}`,
        async () => {
          for (let at = 0; at < MAX_CALLS; at++)
            if (!(await happens(make, accident, before, after, at))) return
          throw new Error(`one write made more than ${MAX_CALLS} calls`)
        },
      )

  runner.test('a reading that fails changes nothing', async () => {
    const place = await make()
    try {
      await (await place.open()).write(LONG.text)
      for (let at = 0; at < MAX_CALLS; at++) if (!(await readingFails(place, at))) return
      throw new Error(`one reading made more than ${MAX_CALLS} calls`)
    } finally {
      await place.close?.()
    }
  })
}

/** Whether there was a call to fail at that place. */
async function readingFails(place: FaultyStorageUnderTest, at: number): Promise<boolean> {
  const { storage, happened } = await faulty(place, REFUSED, at)
  const found = await storage.read().catch(() => LONG.text)
  expectText(found, LONG.text, `while call ${at} failed`)
  expectText(await (await place.open()).read(), LONG.text, 'afterwards')
  return happened()
}

/** Whether there was a call to go wrong at that place. */
async function happens(
  make: Make<FaultyStorageUnderTest>,
  accident: Accident,
  before: Sample,
  after: Sample,
  at: number,
): Promise<boolean> {
  const place = await make()
  try {
    await (await place.open()).write(before.text)
    const { storage, happened } = await faulty(place, accident, at)
    const isDone = await storage.write(after.text).then(
      () => true,
      () => false,
    )
    const next = await place.open()
    const allowed = isDone ? [after.text] : [before.text, after.text]
    expectOneOf(await next.read(), allowed, `after an accident at call ${at}`)
    expectOneOf(await next.read(), allowed, 'read again')
    await expectNoLeftovers(make, place)
    await next.write(LONGER.text)
    expectText(await (await place.open()).read(), LONGER.text, 'what was written afterwards')
    await expectNoLeftovers(make, place)
    return happened()
  } finally {
    await place.close?.()
  }
}

async function faulty(
  { openWithFaults }: FaultyStorageUnderTest,
  { fault, isTheEnd }: Accident,
  at: number,
): Promise<{ readonly storage: SessionStorage; readonly happened: () => boolean }> {
  let calls = 0
  const storage = await openWithFaults(() => {
    const call = calls++
    if (call < at) return 'none'
    return call === at ? fault : isTheEnd ? 'refused' : 'none'
  })
  return { storage, happened: () => calls > at }
}

/** As many items as a place has to which nothing but this text was ever written. */
async function expectNoLeftovers(
  make: Make<FaultyStorageUnderTest>,
  place: FaultyStorageUnderTest,
): Promise<void> {
  if (place.countItems === undefined) return
  const text = await (await place.open()).read()
  const clean = await make()
  try {
    await (await clean.open()).write(text)
    const [found, expected] = [await place.countItems(), (await clean.countItems?.()) ?? 0]
    if (found !== expected) throw new Error(`${found} items are left where ${expected} would do`)
  } finally {
    await clean.close?.()
  }
}
