/** An application in React on its own origin, in either version: pages under a strict policy, and a backend that guards. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { coatcheck as guard, mountCoatcheck, requireAuth } from '@coatcheck/sdk/hono'
import { createAuth } from '@coatcheck/sdk/backend'
import { getRequestListener } from '@hono/node-server'
import { build, type BuildOptions } from 'esbuild'
import { Hono } from 'hono'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { freePort, type RunningCoatcheck } from '../support/start-coatcheck.ts'
import type { Wanted } from './page/application.tsx'
import './page/window.ts'

/** The versions that are supported. */
export const REACT_VERSIONS = [18, 19] as const

/** One of them. */
export type ReactVersion = (typeof REACT_VERSIONS)[number]

/** A page of the application, and what it complained of. */
export type AppPage = { readonly page: Page; readonly complaints: readonly string[] }

/** A running application. */
export type ReactApp = {
  readonly url: string
  /** Opens a page in a browser of its own that shows what is wanted. */
  readonly open: (chromium: Browser, wanted: AppWanted, context?: BrowserContextOptions) => Promise<AppPage>
  /** Opens another page in the same browser. */
  readonly openBeside: (other: Page, wanted: AppWanted) => Promise<AppPage>
  /** Shows something else in a page. */
  readonly show: (page: Page, wanted: AppWanted) => Promise<void>
  readonly close: () => Promise<void>
}

/** What a test wants to see. The client is of the server, unless it says otherwise. */
export type AppWanted = Omit<Wanted, 'client' | 'show'> & {
  readonly client?: Wanted['client']
  readonly show: readonly (string | Wanted['show'][number])[]
  /** The page comes with its markup, and is brought to life. */
  readonly isRendered?: boolean
  readonly path?: string
}

const HERE = fileURLToPath(new URL('.', import.meta.url))
const STYLES = fileURLToPath(new URL('../../packages/sdk/src/react/styles.css', import.meta.url))
const REACT_18 = join(HERE, '../react-18/node_modules')

function buildOptions(version: ReactVersion): BuildOptions & { readonly write: false } {
  return {
    bundle: true,
    write: false,
    // Every page reads it anew. Names stay, for what it complains of.
    minifyWhitespace: true,
    minifySyntax: true,
    jsx: 'automatic',
    target: 'es2022',
    conditions: ['source'],
    define: { 'process.env.NODE_ENV': '"development"' },
    alias: version === 18 ? { react: join(REACT_18, 'react'), 'react-dom': join(REACT_18, 'react-dom') } : {},
  }
}

type PageBundle = { readonly script: string; readonly styles: string }

/** What was bundled already, by the version. */
const bundles = new Map<ReactVersion, Promise<PageBundle>>()

async function bundlePage(version: ReactVersion): Promise<PageBundle> {
  const entryPoints = { page: join(HERE, 'page/browser.tsx'), styles: STYLES }
  const options = { ...buildOptions(version), entryPoints, outdir: 'out', platform: 'browser' } as const
  const { outputFiles } = await build({ ...options, format: 'esm' })
  const textOf = (name: string): string => outputFiles.find(({ path }) => path.endsWith(name))?.text ?? ''
  return { script: textOf('page.js'), styles: textOf('styles.css') }
}

type Rendering = { readonly render: (wanted: Wanted) => string }

/** The application for a server that renders, as a module of that version's React. */
async function loadRenderer(version: ReactVersion): Promise<(wanted: Wanted) => string> {
  const folder = join(HERE, '../../node_modules/.cache', `react-${version}-${process.pid}`)
  const { outputFiles } = await build({
    ...buildOptions(version),
    entryPoints: [join(HERE, 'page/server.tsx')],
    platform: 'node',
    format: 'cjs',
  })
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'server.cjs')
  writeFileSync(file, outputFiles[0]?.text ?? '')
  const loaded = (await import(pathToFileURL(file).href)) as { readonly default: Rendering }
  rmSync(folder, { recursive: true })
  return loaded.default.render
}

/** Starts it beside a server. */
export async function startReactApp(coatcheck: RunningCoatcheck, version: ReactVersion): Promise<ReactApp> {
  const bundling = bundles.get(version) ?? bundlePage(version)
  bundles.set(version, bundling)
  const { script, styles } = await bundling
  // Few tests have a page rendered.
  let renderer: ReturnType<typeof loadRenderer> | undefined
  const rendered = async (wanted: Wanted): Promise<string> =>
    (await (renderer ??= loadRenderer(version)))(wanted)
  const port = await freePort()
  const url = `http://localhost:${port}`
  const auth = createAuth({ issuer: coatcheck.url, now: coatcheck.clock.nowMs, allowedOrigins: [url] })
  const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ${coatcheck.url}`
  const whole = ({ path: _path, isRendered: _rendered, ...wanted }: AppWanted): Wanted => ({
    client: { url: coatcheck.url },
    ...wanted,
    show: wanted.show.map((one) => (typeof one === 'string' ? { name: one } : one)),
  })
  const app = new Hono()
    .all('/api/auth/*', mountCoatcheck({ url: coatcheck.url }))
    .use('/api/*', guard({ auth }))
    .post('/api/danger', requireAuth({ reverification: 'strict' }), (c) => c.json({ done: true }))
    .get('/page.js', (c) => c.body(script, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
    .get('/styles.css', (c) =>
      c.body(PAGE_STYLES + styles, 200, { 'content-type': 'text/css; charset=utf-8' }),
    )
    .get('/favicon.ico', (c) => c.body(null, 204))
    .get('*', async (c) => {
      const asked = JSON.parse(c.req.query('wanted') ?? JSON.stringify(fallback)) as AppWanted
      const wanted = whole(asked)
      c.header('content-security-policy', policy)
      return c.html(documentOf(wanted, asked.isRendered === true ? await rendered(wanted) : ''))
    })
  // An upstream sends people back to an address that it was told before: what is shown there stays the same.
  let fallback: AppWanted = { show: [] }
  const listener = getRequestListener(app.fetch)
  const server = createServer((request, response) => void listener(request, response))
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))

  async function show(page: Page, wanted: AppWanted): Promise<void> {
    fallback = wanted
    const address = new URL(wanted.path ?? '/', url)
    address.searchParams.set('wanted', JSON.stringify(wanted))
    await page.goto(address.href)
  }
  async function openIn(page: Page, wanted: AppWanted): Promise<AppPage> {
    page.setDefaultTimeout(20_000)
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      // An answer like 401 is one that the components expect, and browsers note it nevertheless.
      const isAnswer = message.text().startsWith('Failed to load resource')
      if (['error', 'warning'].includes(message.type()) && !isAnswer) complaints.push(message.text())
    })
    await show(page, wanted)
    return { page, complaints }
  }
  return {
    url,
    open: async (chromium, wanted, context = {}) => {
      const opened = await chromium.newContext({ reducedMotion: 'reduce', ...context })
      return await openIn(await opened.newPage(), wanted)
    },
    openBeside: async (other, wanted) => await openIn(await other.context().newPage(), wanted),
    show,
    close: async () => {
      auth.close()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** Named, for whoever measures contrast: without it, a page in the dark is taken for a white one. */
const PAGE_STYLES = 'html { background: Canvas; color: CanvasText }\n'

function documentOf(wanted: Wanted, markup: string): string {
  const data = JSON.stringify(wanted).replaceAll('<', '\\u003c')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Application</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/styles.css"></head>
<body><main><h1>Application</h1><div id="root">${markup}</div></main>
<script type="application/json" id="wanted">${data}</script><script type="module" src="/page.js"></script></body></html>`
}
