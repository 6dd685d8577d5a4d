/** Serves the samples under the pages' own policy, on a free port of this machine: for the tests, and to look at. */

import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { PAGE_PATHS } from '../../packages/server/src/pages/paths.ts'
import { STYLESHEET } from '../../packages/server/src/pages/stylesheet.ts'
import { SAMPLES } from './samples.ts'

const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

/** A running preview. */
export type Preview = { readonly url: string; readonly close: () => Promise<void> }

/** The preview as an app: each sample at `/<name>`, the list of them at `/`. */
export function previewApp(): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    c.header('Content-Security-Policy', POLICY)
  })
  app.get(PAGE_PATHS.stylesheet, (c) =>
    c.body(STYLESHEET, 200, { 'Content-Type': 'text/css; charset=utf-8' }),
  )
  app.get('/', (c) =>
    c.html(
      Object.keys(SAMPLES)
        .map((name) => `<p><a href="/${name}">${name}</a>`)
        .join(''),
    ),
  )
  app.get('/:name', (c) => {
    const sample = SAMPLES[c.req.param('name')]
    return sample === undefined ? c.notFound() : c.html(sample())
  })
  return app
}

/** Starts the preview; port 0 takes a free one. */
export function startPreview(port = 0): Promise<Preview> {
  return new Promise((resolve) => {
    const server = serve({ fetch: previewApp().fetch, hostname: '127.0.0.1', port }, (address) => {
      resolve({
        url: `http://127.0.0.1:${address.port}`,
        close: () => new Promise((closed) => server.close(() => closed())),
      })
    })
  })
}
