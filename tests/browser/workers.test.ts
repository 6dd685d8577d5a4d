/** Clients where there is no page: in workers of a browser, and in a server that renders. */

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { withClient } from '../support/browser-app.ts'
import {
  expectSoon,
  openScene,
  type Person,
  type Scene,
  signIn,
  stateOf,
  tokenOf,
  type Visitor,
} from './scene.ts'

const MINT = '/api/auth/session/token'

let scene: Scene
let visitor: Visitor
let person: Person
beforeAll(async () => {
  scene = await openScene()
})
beforeEach(async () => {
  visitor = await scene.openBrowser()
  person = await scene.makePerson()
})
afterEach(() => scene.leave())
afterAll(() => scene.close())

/** What an expression comes to in the worker of a page, which has the client and begins with the first one. */
function inWorker<T>(tab: Page, kind: 'Worker' | 'SharedWorker', expression: string): Promise<T> {
  return tab.evaluate(
    ([kind, expression]) =>
      new Promise<T>((resolve) => {
        const own = window as unknown as { worker?: Worker | MessagePort }
        own.worker ??= kind === 'Worker' ? new Worker('/worker.js') : new SharedWorker('/worker.js').port
        own.worker.onmessage = ({ data }) => resolve(data as T)
        own.worker.postMessage(expression)
      }),
    [kind, expression] as const,
  )
}

describe.each(['Worker', 'SharedWorker'] as const)('in a %s', (kind) => {
  const begin = (tab: Page): Promise<unknown> =>
    inWorker(
      tab,
      kind,
      `globalThis.client ??= createClient({ url: '${scene.coatcheck.url}' }); client.load().then(({ status }) => status)`,
    )

  test('a client knows who is signed in, and shares tokens with the pages', async () => {
    const tab = await visitor.openSignedIn(person)
    expect(await begin(tab)).toBe('signed-in')
    scene.heard.forget()
    const tokens = await Promise.all([
      tokenOf(tab),
      inWorker(tab, kind, 'Promise.all([client.getToken(), client.getToken()])'),
    ])
    expect(new Set(tokens.flat()).size).toBe(1)
    expect(scene.heard.count(MINT)).toBe(0)
    const made = await inWorker(tab, kind, 'client.getToken({ skipCache: true })')
    expect(scene.heard.count(MINT)).toBe(1)
    await expectSoon(() => tokenOf(tab)).toBe(made)
  })

  test('a client hears of a sign-out in a page, and of the next sign-in', async () => {
    const tab = await visitor.openSignedIn(person)
    await begin(tab)
    await withClient(tab, ({ client }) => client.signOut())
    const told = '[client.state.status, client.state.reason, client.state.session?.user.id]'
    await expectSoon(() => inWorker(tab, kind, told)).toEqual(['signed-out', 'signed_out', undefined])
    expect(await inWorker(tab, kind, 'client.getToken()')).toBe(null)
    await signIn(tab, person)
    await expectSoon(() => inWorker(tab, kind, told)).toEqual(['signed-in', null, person.userId])
  })

  test('a client asks for nothing while nobody asks it, and for what is needed when somebody does', async () => {
    const tab = await visitor.openSignedIn(person)
    await begin(tab)
    await inWorker(tab, kind, 'client.onChange(() => {}); client.getToken()')
    await tab.evaluate('client.close()')
    scene.heard.forget()
    scene.coatcheck.clock.advance(120_000)
    expect(await inWorker(tab, kind, 'client.getToken({ skipCache: true })')).toMatch(/^ey/)
    expect(scene.heard.all().map(({ path }) => path)).toEqual([MINT])
  })
})

test('one shared worker serves all pages with one client', async () => {
  const tabs = [await visitor.openSignedIn(person), await visitor.openTab()]
  const text = `globalThis.client ??= createClient({ url: '${scene.coatcheck.url}' }); client.getToken()`
  const tokens = await Promise.all(tabs.map((tab) => inWorker<string>(tab, 'SharedWorker', text)))
  expect(new Set(tokens).size).toBe(1)
  expect(tokens[0]).toMatch(/^ey/)
  for (const tab of tabs) expect(await stateOf(tab)).toMatchObject({ status: 'signed-in' })
})

describe('in a server that renders', () => {
  /** What a program prints that ends by itself. */
  function run(program: string): unknown {
    const text = `import { createClient } from '@coatcheck/sdk/browser'; ${program}`
    const args = ['--conditions=source', '--input-type=module', '--eval', text]
    const cwd = fileURLToPath(new URL('../..', import.meta.url))
    return JSON.parse(execFileSync(process.execPath, args, { cwd, encoding: 'utf8', timeout: 30_000 }))
  }

  test('making a client does nothing: no request, no timer, nothing that keeps a program running', () => {
    scene.heard.forget()
    const state = run(`
      const { state } = createClient({ url: '${scene.coatcheck.url}' })
      console.log(JSON.stringify({ state, without: createClient().state.status }))`)
    expect(state).toMatchObject({
      state: { status: 'loading', isLoaded: false, session: null },
      without: 'loading',
    })
    expect(scene.heard.all()).toEqual([])
  })

  test('what the server knows is the state that the page begins with, too', async () => {
    const tab = await visitor.openSignedIn(person)
    const initial =
      await tab.evaluate(`fetch('${scene.coatcheck.url}/api/auth/client', { credentials: 'include' })
      .then((answer) => answer.json())`)
    const given = `{ url: '${scene.coatcheck.url}', initial: ${JSON.stringify(initial)} }`
    const rendered = run(`console.log(JSON.stringify(createClient(${given}).initialState))`)
    expect(rendered).toMatchObject({
      status: 'signed-in',
      isLoaded: true,
      session: { user: { id: person.userId } },
    })
    const hydrated = await tab.evaluate(`JSON.stringify(createClient(${given}).initialState)`)
    expect(JSON.parse(String(hydrated))).toEqual(rendered)
    const other = await visitor.context.newPage()
    scene.heard.forget()
    await scene.app.open(other, { initial: initial as never })
    await expectSoon(() => tokenOf(other)).toMatch(/^ey/)
    expect(scene.heard.count('/api/auth/client')).toBe(0)
  })
})
