/** An application's own origin: pages with the real client in them, in the real browser, beside the real server. */

import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Frame, Page } from 'playwright-core'
import type {
  ClientEvent,
  ClientOptions,
  CoatcheckClient,
  createTokenClient,
  getTokenWithOptions,
  has,
  TraceEntry,
} from '@coatcheck/sdk/browser'
import type { indexedDbStorage } from '@coatcheck/sdk/storage'
import { freePort } from './start-coatcheck.ts'

/** Options that are data. */
export type PlainOptions = Pick<ClientOptions, 'url' | 'initial' | 'tokenOrigins' | 'activity'> & {
  /** Whether it keeps tokens in IndexedDB, with a key of the device, in the place of cookies. */
  readonly keepsTokens?: boolean
}

/** An application. */
export type BrowserApp = {
  readonly url: string
  /** Opens its page, and makes a client of the server there. */
  readonly open: (page: Page | Frame, options?: PlainOptions) => Promise<void>
  readonly close: () => Promise<void>
}

/** What stands in the window of its page. */
export type AppWindow = {
  readonly createClient: (options: ClientOptions) => CoatcheckClient
  readonly createTokenClient: typeof createTokenClient
  readonly has: typeof has
  readonly indexedDbStorage: typeof indexedDbStorage
  readonly getTokenWithOptions: typeof getTokenWithOptions
  client: CoatcheckClient
  /** What happened, as it did. */
  readonly events: ClientEvent[]
  readonly trace: TraceEntry[]
  /** Work that a test began and did not wait for. */
  readonly pending: { [name: string]: Promise<unknown> }
}

let bundled: Promise<string> | null = null

/** The client as one script. */
function bundle(): Promise<string> {
  bundled ??= build({
    stdin: {
      contents: `import { createClient, createTokenClient, getTokenWithOptions, has } from '@coatcheck/sdk/browser'
        import { indexedDbStorage } from '@coatcheck/sdk/storage'
        const made = { createClient, createTokenClient, getTokenWithOptions, has, indexedDbStorage }
        Object.assign(globalThis, { ...made, events: [], trace: [], pending: {} })`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    conditions: ['source'],
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? '')
  return bundled
}

/** Makes a worker of it, dedicated or shared: what it is told to work out, it answers. */
const WORKER = `
  const serve = (port) => {
    port.onmessage = async ({ data }) => port.postMessage(await (0, eval)(data))
  }
  if ('onconnect' in globalThis) globalThis.onconnect = ({ ports: [port] }) => serve(port)
  else serve(globalThis)`

/** Starts one. Its pages are of `localhost`, as the server's are, so that cookies are theirs too. */
export async function startBrowserApp(serverUrl: string): Promise<BrowserApp> {
  const script = await bundle()
  const port = await freePort()
  const scripts = new Map([
    ['/client.js', script],
    ['/worker.js', script + WORKER],
  ])
  const server = createServer((request, response) => {
    const text = scripts.get(request.url ?? '')
    response.setHeader('content-type', text === undefined ? 'text/html; charset=utf-8' : 'text/javascript')
    response.end(text ?? '<!doctype html><title>app</title><script src="/client.js"></script>')
  })
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  const url = `http://localhost:${port}`
  return {
    url,
    open: async (page, options = {}) => {
      await page.goto(url)
      await page.evaluate(
        ({ keepsTokens, ...given }) => {
          const app = window as unknown as AppWindow
          const options = { ...given, onTrace: (entry: TraceEntry) => void app.trace.push(entry) }
          app.client = keepsTokens
            ? app.createTokenClient({
                ...options,
                storage: app.indexedDbStorage(),
                dangerouslyKeepTokensInBrowser: true,
              })
            : app.createClient(options)
          app.client.onChange((event) => app.events.push(event))
        },
        { url: serverUrl, keepsTokens: false, ...options },
      )
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Does something with the client of a page. What is given has to be JSON; of what is around the function, it sees nothing. */
export function withClient<T>(page: Page | Frame, work: (app: AppWindow) => T | Promise<T>): Promise<T>
export function withClient<T, Given>(
  page: Page | Frame,
  work: (app: AppWindow, given: Given) => T | Promise<T>,
  given: Given,
): Promise<T>
export function withClient<T, Given>(
  page: Page | Frame,
  work: (app: AppWindow, given: Given) => T | Promise<T>,
  given?: Given,
): Promise<T> {
  return page.evaluate(`(${work.toString()})(window, ${JSON.stringify(given)})`) as Promise<T>
}
