/** A page with one script in it, at an origin of its own. */

import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { freePort } from './start-coatcheck.ts'

/** It, while it is served. */
export type ScriptPage = {
  readonly origin: string
  /** The text of the script. */
  readonly script: string
  readonly close: () => Promise<void>
}

/** Bundles the source of a module, as a file of this folder would be, and serves a page with it. */
export async function servePage(source: string): Promise<ScriptPage> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    conditions: ['source'],
  })
  const script = outputFiles[0]?.text ?? ''
  const html = `<!doctype html><meta charset="utf-8"><title>page</title><script>${script}</script>`
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(html)
  })
  const port = await freePort()
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  return {
    origin: `http://localhost:${port}`,
    script,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
