/** IndexedDB in Chromium: the suite, tabs that race, connections that are lost, no room, no permission, and crashes. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionStorage } from '@coatcheck/sdk/storage'
import { deviceKeyConformance, storageConformance } from '@coatcheck/sdk/storage/conformance'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { launchKillable } from '../support/killable-chromium.ts'
import { type ScriptPage, servePage } from '../support/script-page.ts'
import type { StoragePage } from '../support/storage-page.ts'

declare const places: StoragePage
/** A place that a test has opened, and goes on using. */
declare const before: SessionStorage

let served: ScriptPage
let origin: string
let browser: Browser
let context: BrowserContext
let page: Page

beforeAll(async () => {
  served = await servePage(`import './storage-page.ts'`)
  ;({ origin } = served)
  browser = await launchChromium()
  context = await browser.newContext()
  page = await newTab()
})
afterAll(async () => {
  await browser.close()
  await served.close()
})

async function newTab(among: BrowserContext = context): Promise<Page> {
  const tab = await among.newPage()
  await tab.goto(origin)
  return tab
}

describe('in a page', () => {
  const names: string[] = []
  const none = (): never => {
    throw new Error('is not run here')
  }
  const collect = { test: (name: string) => void names.push(name) }
  storageConformance(none, collect)
  deviceKeyConformance(none, collect)

  test.each(names)('%s', async (name) => {
    expect(await page.evaluate((named) => places.run(named), name)).toBeNull()
  })
})

describe('several tabs', () => {
  test('that ask for the key of the device at once get the same one, a hundred times', async () => {
    const tabs = [page, await newTab(), await newTab(), await newTab()]
    const keysOf = (tab: Page): Promise<readonly string[]> =>
      tab.evaluate(async () => {
        const keys: string[] = []
        for (let round = 0; round < 100; round++)
          keys.push((await places.open(`race-${round}`).deviceKey()).publicJwk.x)
        return keys
      })
    const [first = [], ...others] = await Promise.all(tabs.map(keysOf))
    for (const keys of others) expect(keys).toEqual(first)
    expect(new Set(first).size).toBe(100)
  })

  test('read what one of them wrote, and one that was opened later does', async () => {
    const other = await newTab()
    await other.evaluate(() => places.open('shared').write('of the first'))
    expect(await page.evaluate(() => places.open('shared').read())).toBe('of the first')
    await other.close()
    expect(await (await newTab()).evaluate(() => places.open('shared').read())).toBe('of the first')
  })
})

test('the key of the device cannot be read, and survives the page', async () => {
  const read = (): Promise<readonly unknown[]> =>
    page.evaluate(async () => {
      const key = await places.open('device').deviceKey()
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open('device')
        request.onsuccess = () => resolve(request.result)
      })
      const pair = await new Promise<CryptoKeyPair>((resolve) => {
        const request = database.transaction('kept').objectStore('kept').get('device-key')
        request.onsuccess = () => resolve(request.result as CryptoKeyPair)
      })
      const exported = crypto.subtle.exportKey('jwk', pair.privateKey)
      return [
        key.extractable,
        await exported.then(() => 'exported').catch((error: Error) => error.name),
        key.publicJwk.x,
      ]
    })
  const before = await read()
  expect(before).toEqual([false, 'InvalidAccessError', expect.stringMatching(/^[\w-]{43}$/)])
  await page.reload()
  expect(await read()).toEqual(before)
})

describe('what was kept', () => {
  test('can be written again when the person cleared what pages keep, or a script deleted it', async () => {
    const session = await context.newCDPSession(page)
    await page.evaluate(async () => {
      Object.assign(globalThis, { before: places.open('closed') })
      await before.write('before')
    })
    for (const clear of [
      () => session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' }),
      () => page.evaluate(() => new Promise((done) => (indexedDB.deleteDatabase('closed').onsuccess = done))),
    ]) {
      await clear()
      const read = await page.evaluate(async () => {
        const gone = await before.read()
        await before.write('after')
        return [gone, await before.read(), await places.open('closed').read()]
      })
      expect(read).toEqual([null, 'after', 'after'])
    }
  })

  test('is written also when the connection goes in the middle of it, and in order', async () => {
    const outcome = await page.evaluate(async () => {
      const storage = places.open('middle')
      await storage.write('before')
      // As a browser that closes connections of pages in the background: transactions under way are aborted.
      const { prototype } = IDBDatabase
      const begin = Reflect.get(prototype, 'transaction') as (...input: unknown[]) => IDBTransaction
      let begun = 0
      const beginAndLose = function (this: IDBDatabase, ...input: unknown[]): IDBTransaction {
        const transaction = begin.apply(this, input)
        if (begun++ % 2 === 0) {
          transaction.abort()
          this.close()
        }
        return transaction
      }
      Reflect.set(prototype, 'transaction', beginAndLose)
      await Promise.all(['one', 'two', 'three'].map((text) => storage.write(text)))
      Reflect.set(prototype, 'transaction', begin)
      return [await storage.read(), begun]
    })
    expect(outcome).toEqual(['three', 6])
  })

  test('is the old text when there is no room for the new one, and shorter ones go on', async () => {
    // Of its own: Chromium remembers for a while how much room there was before.
    const small = await browser.newContext()
    const tab = await newTab(small)
    const session = await small.newCDPSession(tab)
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_000_000 })
    const write = (length: number): Promise<readonly unknown[]> =>
      tab.evaluate(async (size) => {
        const storage = places.open('full')
        const code = await places.codeOf(() => storage.write('x'.repeat(size)))
        return [code, (await storage.read())?.length]
      }, length)
    expect(await write(1000)).toEqual([null, 1000])
    expect(await write(40_000_000)).toEqual(['full: IndexedDB has no room left', 1000])
    expect(await write(2000)).toEqual([null, 2000])
    await small.close()
  })
})

test('where the browser lets nobody keep anything, everything says so', async () => {
  // A frame with an origin of its own, as those of other sites have, where third parties are blocked.
  const codes = await page.evaluate(async () => {
    const frame = document.createElement('iframe')
    frame.sandbox.add('allow-scripts')
    const heard = new Promise((resolve) => window.addEventListener('message', ({ data }) => resolve(data)))
    const script = document.scripts[0]?.text ?? ''
    frame.srcdoc = `<script>${script}</script><script>
      const storage = places.open('blocked');
      Promise.all([storage.read, () => storage.write('text'), storage.deviceKey].map((work) => places.codeOf(work)))
        .then((codes) => parent.postMessage(codes, '*'))
    </script>`
    document.body.append(frame)
    return await heard
  })
  expect(codes).toEqual(
    Array.from({ length: 3 }, () => expect.stringMatching(/^unavailable: IndexedDB does not open: /)),
  )
})

describe('a browser that is killed', () => {
  test('while it writes has the last text that it said it had written, or the next one, whole', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coatcheck-chromium-'))
    const textOf = (number: number): string => `${number} ${'x'.repeat(4000)}`
    let acknowledged = 0
    for (let round = 0; round < 3; round++) {
      const { page: tab, kill } = await launchKillable(folder, origin)
      const kept = await tab.evaluate(() => places.open('crash').read())
      const found = Number(kept?.split(' ')[0] ?? 0)
      expect(kept ?? textOf(0)).toBe(textOf(found))
      expect(found).toBeOneOf([acknowledged, acknowledged + 1])

      let heard = (acknowledged = found)
      await tab.exposeFunction('acknowledge', (number: number) => (heard = number))
      const writing = tab.evaluate(async (from) => {
        const storage = places.open('crash')
        for (let number = from + 1; ; number++) {
          await storage.write(`${number} ${'x'.repeat(4000)}`)
          await (globalThis as unknown as { acknowledge: (n: number) => Promise<void> }).acknowledge(number)
        }
      }, found)
      writing.catch(() => {}) // it ends with its browser
      await expect.poll(() => heard, { interval: 5, timeout: 30_000 }).toBeGreaterThan(found + 20)
      await kill()
      acknowledged = heard
    }
    expect(acknowledged).toBeGreaterThan(40)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }, 180_000)
})
