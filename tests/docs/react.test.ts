/** What `docs/react.md` shows is run in Chromium, beside a server. */

import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, register } from '../support/api-client.ts'
import { launchChromium } from '../support/chromium.ts'
import { freePort, type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'
import { codeBlocks } from './code-blocks.ts'

const EMAIL = 'ada@example.com'

let chromium: Browser
let coatcheck: RunningCoatcheck
let server: Server
let url: string
/** The page's program, which each test writes. */
let script = ''
let styles = ''
beforeAll(async () => {
  chromium = await launchChromium()
  coatcheck = await startCoatcheck({ clock: { nowMs: () => Date.now(), advance: () => {} } })
  await register(coatcheck.url, EMAIL, { firstName: 'Ada' })
  const port = await freePort()
  url = `http://localhost:${port}`
  server = createServer(({ url: path }, response) => {
    const types = { '/page.js': 'text/javascript', '/page.css': 'text/css' }
    response.setHeader('content-type', types[path as keyof typeof types] ?? 'text/html; charset=utf-8')
    if (path === '/page.js') response.end(script)
    else if (path === '/page.css') response.end(styles)
    else
      response.end(
        '<!doctype html><title>docs</title><link rel="stylesheet" href="/page.css"><div id="root"></div><script type="module" src="/page.js"></script>',
      )
  })
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
})
afterAll(async () => {
  await chromium.close()
  server.closeAllConnections()
  server.close()
  await coatcheck.close()
})

/** Shows the component of that name, alone or within a provider. */
async function show(name: string, isWithin: boolean): Promise<Page> {
  const block = codeBlocks().find(
    ({ place, code }) => place.startsWith('docs/react.md') && code.includes(`function ${name}(`),
  )
  const code = (block?.code ?? '').replaceAll('https://auth.example.com', coatcheck.url)
  const shown = isWithin
    ? `<CoatcheckProvider url="${coatcheck.url}"><Shown /></CoatcheckProvider>`
    : '<Shown />'
  const { outputFiles } = await build({
    stdin: {
      contents: `import { createRoot } from 'react-dom/client'
        import { CoatcheckProvider } from '@coatcheck/sdk/react'
        import { ${name} as Shown } from 'block'
        createRoot(document.getElementById('root')).render(${shown})`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      loader: 'tsx',
    },
    plugins: [
      {
        name: 'block',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /^block$/ }, () => ({ path: 'block', namespace: 'docs' }))
          onLoad({ filter: /.*/, namespace: 'docs' }, () => ({
            contents: code,
            loader: 'tsx',
            resolveDir: fileURLToPath(new URL('.', import.meta.url)),
          }))
        },
      },
    ],
    outdir: 'out',
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    conditions: ['source'],
  })
  const textOf = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
  ;[script, styles] = [textOf('.js'), textOf('.css')]
  const page = await chromium.newPage()
  await page.goto(url)
  return page
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('E-mail address').fill(EMAIL)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test('the first application signs somebody in, and shows their button, with its looks', async () => {
  const page = await show('App', false)
  const submit = page.getByRole('button', { name: 'Sign in', exact: true })
  expect(await submit.evaluate((button) => getComputedStyle(button).backgroundColor)).toBe('rgb(31, 94, 75)')
  await signIn(page)
  await page.getByRole('button', { name: 'Account of Ada' }).waitFor()
  expect(await page.getByLabel('E-mail address').count()).toBe(0)
})

test('a form of one’s own over `useSignIn` signs somebody in, and leads on', async () => {
  const page = await show('OwnSignIn', true)
  await page.getByLabel('E-mail address').fill(EMAIL)
  await page.getByLabel('Password', { exact: true }).fill('wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect
    .poll(() => page.getByRole('alert').textContent(), { timeout: 20_000 })
    .toBe('The e-mail address or the password is wrong.')
  await signIn(page)
  await page.waitForURL(`${url}/notes`)
})

test('who is greeted is called by their name', async () => {
  const page = await show('Greeting', true)
  await page.getByText('Hello, stranger.').waitFor()
})
