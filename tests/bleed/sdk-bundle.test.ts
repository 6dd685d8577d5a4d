/** What the SDK brings into an edge runtime's bundle: nothing of Node, nothing of the server, and few bytes. */

import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** Names that a bundle for runtimes without Node must not hold. */
const FOREIGN = ['node:', '@coatcheck/server', 'node:sqlite', 'argon2', 'kysely', 'pino', 'nodemailer', 'pg_']

async function bundle(subpath: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from '@coatcheck/sdk/${subpath}'`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    conditions: ['source'],
  })
  return outputFiles[0]?.text ?? ''
}

test('the backend subpath on Web Crypto holds nothing of Node or the server, and is smaller than 8 KiB', async () => {
  const code = await bundle('backend')
  expect(code).toContain('session+jwt')
  for (const name of FOREIGN) expect(code).not.toContain(name)
  expect(gzipSync(code).length).toBeLessThan(8_192)
})
