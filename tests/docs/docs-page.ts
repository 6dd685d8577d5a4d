/** A page of an application whose script is what the documentation shows. */

import { createServer } from 'node:http'
import { freePort } from '../support/start-coatcheck.ts'

/** The page's files, by their paths. */
export type PageFiles = { [path: string]: string }

/** The application. */
export type DocsPage = {
  readonly url: string
  /** What is served from now on: `/page.js` and `/page.css`, and below `/api/` what is for those with a token. */
  readonly files: PageFiles
  readonly close: () => void
}

const TYPES: { readonly [end: string]: string } = {
  js: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
}
const HTML = `<!doctype html><title>docs</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">
  <div id="root"></div><script type="module" src="/page.js"></script>`

/** Starts it on `localhost`, where the server's cookies are. */
export async function startDocsPage(): Promise<DocsPage> {
  const files: PageFiles = { '/page.js': '', '/page.css': '' }
  const server = createServer(({ url = '/', headers }, response) => {
    const isApi = url.startsWith('/api/')
    if (isApi && headers.authorization?.startsWith('Bearer eyJ') !== true) response.statusCode = 401
    const type = isApi ? 'json' : (url.split('.').at(1) ?? '')
    response.setHeader('content-type', TYPES[type] ?? 'text/html; charset=utf-8')
    response.end(response.statusCode === 401 ? 'null' : (files[url] ?? HTML))
  })
  const port = await freePort()
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${port}`,
    files,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
