/** What the SDK brings into an edge runtime's bundle: nothing of Node, nothing of the server, and few bytes. */

import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** Names that a bundle for runtimes without Node must not hold. */
const FOREIGN = ['node:', '@coatcheck/server', 'node:sqlite', 'argon2', 'kysely', 'pino', 'nodemailer', 'pg_']

async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    conditions: ['source'],
    // The modules that Next puts in their place; a framework that is imported otherwise does not resolve.
    external: ['next/headers', 'next/navigation', 'react', 'react/jsx-runtime'],
    jsx: 'automatic',
  })
  return outputFiles[0]?.text ?? ''
}

test.each([
  ['verifying a token', `export { createVerifier } from '@coatcheck/sdk/backend'`, 11],
  [
    'finding out who sends a request',
    `export { authenticateRequest, createVerifier } from '@coatcheck/sdk/backend'`,
    18,
  ],
  ['everything for a backend', `export * from '@coatcheck/sdk/backend'`, 25],
  ['Hono', `export * from '@coatcheck/sdk/hono'`, 24],
  ['Express', `export * from '@coatcheck/sdk/express'`, 24],
  ['Fastify', `export * from '@coatcheck/sdk/fastify'`, 24],
  ['Next', `export * from '@coatcheck/sdk/next'; export * from '@coatcheck/sdk/next/server'`, 25],
])(
  '%s on Web Crypto takes nothing of Node or the server, and stays small',
  async (_, contents, maxKibibytes) => {
    const code = await bundle(contents)
    expect(code).toContain('session+jwt')
    for (const name of FOREIGN) expect(code).not.toContain(name)
    expect(gzipSync(code).length).toBeLessThan(maxKibibytes * 1024)
  },
)

test('administration takes nothing of verification, of the feed, of Node or the server, and stays small', async () => {
  const code = await bundle(`export * from '@coatcheck/sdk/admin'`)
  expect(code).toContain('/api/admin')
  for (const name of [...FOREIGN, 'session+jwt', 'subtle', 'event-stream', 'jwks'])
    expect(code).not.toContain(name)
  expect(gzipSync(code).length).toBeLessThan(4 * 1024)
})

test.each([
  ['createClient', 12_000],
  ['createTokenClient', 14 * 1024],
])(
  '%s of a page takes nothing of verification, of Node or the server, and stays small',
  async (name, maxBytes) => {
    const code = await bundle(`export { ${name} } from '@coatcheck/sdk/browser'`)
    expect(code).toContain('/api/auth/events')
    for (const foreign of [...FOREIGN, 'session+jwt', 'jwks', 'coatcheck-backend-key'])
      expect(code).not.toContain(foreign)
    expect(gzipSync(code).length).toBeLessThan(maxBytes)
  },
)

test.each([
  ['all of React', '*', 37],
  ['hooks', '{ CoatcheckProvider, useAuth, useUser, useSession, useOrganization }', 25],
  ['a page to sign in', '{ CoatcheckProvider, SignIn, SignedIn, SignedOut, UserButton }', 29],
])(
  '%s takes nothing of verification, of Node or the server, and one language',
  async (_, names, maxKibibytes) => {
    const code = await bundle(`export ${names} from '@coatcheck/sdk/react'`)
    const foreign = [...FOREIGN, 'session+jwt', 'jwks', 'Anmelden', 'Se connecter', 'react-dom']
    expect(foreign.filter((text) => code.includes(text))).toEqual([])
    expect(gzipSync(code).length).toBeLessThan(maxKibibytes * 1024)
  },
)

test('a language of components brings no other along', async () => {
  const code = await bundle(`export { de } from '@coatcheck/sdk/react/messages'`)
  expect(code).toContain('Anmelden')
  expect(['Sign in', 'Se connecter', 'react'].filter((text) => code.includes(text))).toEqual([])
  expect(gzipSync(code).length).toBeLessThan(5 * 1024)
})

/** What is for one thing alone, with what it must not bring along. */
test.each([
  ['formatDuration', 'session-config', 600, ['high-security', 'thresholdPercent']],
  ['refreshAt', 'session-config', 400, ['high-security', 'NumberFormat']],
  ['SESSION_CONFIGS', 'session-config', 600, ['NumberFormat', 'thresholdPercent']],
  ['SessionConfigHelper', 'session-config', 1_700, []],
  ['isHasuraClaims', 'claims', 800, ['app_metadata', 'fva']],
  ['isSupabaseClaims', 'claims', 1_000, ['x-hasura', 'fva']],
  ['isCustomClaims', 'claims', 900, ['x-hasura', 'app_metadata']],
  ['memoryStorage', 'storage', 150, ['indexedDB', 'getItem']],
  ['indexedDbStorage', 'storage', 1_600, ['getItem', 'codePointAt']],
  ['secureStoreStorage', 'storage', 1_300, ['indexedDB', 'getItem(']],
  ['asyncStorageStorage', 'storage', 1_300, ['indexedDB', 'getItemAsync']],
  ['storageConformance', 'storage/conformance', 2_000, ['indexedDB.', 'getItem']],
  ['getTokenWithOptions', 'browser', 200, ['/api/auth']],
])('%s of /%s stays below %d bytes', async (name, subpath, maxBytes, others) => {
  const code = await bundle(`export { ${name} } from '@coatcheck/sdk/${subpath}'`)
  const foreign = [...FOREIGN, 'session+jwt', 'fetch(', 'document', ...others]
  expect(foreign.filter((text) => code.includes(text))).toEqual([])
  expect(gzipSync(code).length).toBeLessThan(maxBytes)
})

test.each([
  ['session-config', 1_900],
  ['claims', 1_900],
  ['storage', 2_900],
  ['storage/conformance', 3_200],
])('all of /%s stays below %d bytes', async (subpath, maxBytes) => {
  const code = await bundle(`export * from '@coatcheck/sdk/${subpath}'`)
  expect([...FOREIGN, 'session+jwt', 'fetch('].filter((text) => code.includes(text))).toEqual([])
  expect(gzipSync(code).length).toBeLessThan(maxBytes)
})

test.each(['hono', 'express', 'vite'])('a mount of %s takes nothing of verification', async (framework) => {
  const code = await bundle(`export { mountCoatcheck } from '@coatcheck/sdk/${framework}'`)
  expect([...FOREIGN, 'session+jwt', 'subtle', 'jwks'].filter((name) => code.includes(name))).toEqual([])
  expect(gzipSync(code).length).toBeLessThan(4 * 1024)
})

test.each(['hono', 'express', 'fastify'])('a guard of %s takes nothing of the mount', async (framework) => {
  const code = await bundle(`export { coatcheck, requireAuth } from '@coatcheck/sdk/${framework}'`)
  expect(code.includes('coatcheck-backend-key')).toBe(false)
  expect(gzipSync(code).length).toBeLessThan(21 * 1024)
})

test('the declaration of claims and metadata is of types alone', async () => {
  expect(await bundle(`export * from '@coatcheck/sdk'`)).toBe('')
})
