/** An application of Next, built, as a process of its own. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { takeLock } from '../../packages/sdk/src/native/file-lock.ts'
import type { RunningApp } from '../sdk/backend.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc')
const NEXT = join(ROOT, 'node_modules/next/dist/bin/next')

const ENVIRONMENT = {
  PATH: process.env['PATH'],
  NODE_ENV: 'production',
  NEXT_TELEMETRY_DISABLED: '1',
} as const

/** Builds the packages, as Next takes what is published, then the application. @returns The id of the build. */
export async function buildNextApp(folder: string): Promise<string> {
  // Other tests build packages and applications too: one after the other.
  const giveBack = await takeLock(join(tmpdir(), 'next-build.lock'))
  try {
    await run([TSC, '-b', 'tsconfig.build.json'])
    await run([NEXT, 'build', folder])
  } finally {
    await giveBack()
  }
  return readFileSync(join(folder, '.next/BUILD_ID'), 'utf8')
}

async function run(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: ROOT, env: ENVIRONMENT })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)))
  const [status] = (await once(child, 'close')) as [number | null]
  if (status !== 0) throw new Error(`${args.join(' ')}\n${output}`)
}

/** An application of Next that listens. */
export type NextApp = RunningApp & {
  /** Everything that it wrote to standard output and standard error. */
  readonly output: () => string
}

/** Starts the application that was built, on that port. */
export async function startNextApp(
  folder: string,
  port: number,
  environment: { readonly [name: string]: string },
): Promise<NextApp> {
  const child = spawn(process.execPath, [NEXT, 'start', folder, '-p', String(port), '-H', '127.0.0.1'], {
    env: { ...ENVIRONMENT, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = `http://127.0.0.1:${port}`
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)))
  const exited = once(child, 'exit')
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null || tries > 400) throw new Error(`Next did not start:\n${output}`)
    const isUp = await fetch(url).then(
      ({ status }) => status < 500,
      () => false,
    )
    if (isUp) break
    await wait(50)
  }
  return {
    url,
    output: () => output,
    close: async () => {
      child.kill()
      await exited
    },
  }
}
