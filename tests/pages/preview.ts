/** Serves the samples under the pages' own policy, on a free port of this machine: for the tests, and to look at. */

import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { Appearance } from '@coatcheck/core/protocol'
import { createLook } from '../../packages/server/src/appearance/look.ts'
import { createLocales, type MessagesByTag } from '../../packages/server/src/locale/locales.ts'
import { PAGE_PATHS } from '../../packages/server/src/pages/paths.ts'
import { pseudoMessages } from '../support/pseudo-messages.ts'
import { SAMPLES } from './samples.ts'

const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

/** A running preview. */
export type Preview = { readonly url: string; readonly close: () => Promise<void> }

/** A logo to show appearances with. */
const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="#7c3aed"/><path d="M9 22 16 8l7 14z" fill="#fff"/></svg>'

/** The languages of the preview: those of every server, and one that is written from right to left. */
const LOCALES: MessagesByTag = { ar: pseudoMessages() }

/** The preview as an app: each sample at `/<name>` in the language that the browser asks for, the list of them at `/`. */
export function previewApp(appearance: Appearance = {}): Hono {
  const look = createLook(appearance)
  const locales = createLocales(LOCALES, 'en')
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    c.header('Content-Security-Policy', POLICY)
  })
  app.get(PAGE_PATHS.stylesheet, (c) =>
    c.body(look.stylesheet.text, 200, { 'Content-Type': 'text/css; charset=utf-8' }),
  )
  app.get('/logo.svg', (c) => c.body(LOGO, 200, { 'Content-Type': 'image/svg+xml' }))
  app.get('/', (c) =>
    c.html(
      Object.keys(SAMPLES)
        .map((name) => `<p><a href="/${name}">${name}</a>`)
        .join(''),
    ),
  )
  app.get('/:name', (c) => {
    const sample = SAMPLES[c.req.param('name')]
    const locale = locales.choose(c.req.header('accept-language'))
    return sample === undefined ? c.notFound() : c.html(sample({ look, locale }))
  })
  return app
}

/** Starts the preview; port 0 takes a free one. */
export function startPreview(port = 0, appearance: Appearance = {}): Promise<Preview> {
  return new Promise((resolve) => {
    const { fetch } = previewApp(appearance)
    const server = serve({ fetch, hostname: '127.0.0.1', port }, (address) => {
      resolve({
        url: `http://127.0.0.1:${address.port}`,
        close: () => new Promise((closed) => server.close(() => closed())),
      })
    })
  })
}
