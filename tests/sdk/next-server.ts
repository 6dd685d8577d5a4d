/** The example app of Next, built, as a process of its own. */

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../support/start-coatcheck.ts'
import type { RunningApp } from './backend.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const APP = fileURLToPath(new URL('next-app', import.meta.url))
const NEXT = fileURLToPath(new URL('../../node_modules/next/dist/bin/next', import.meta.url))

const ENVIRONMENT = {
  PATH: process.env['PATH'],
  NODE_ENV: 'production',
  NEXT_TELEMETRY_DISABLED: '1',
} as const

/** Builds the packages, as Next takes what is published, then the app. @returns The id of the build. */
export function buildNextApp(): string {
  for (const args of [
    ['node_modules/typescript/bin/tsc', '-b', 'tsconfig.build.json'],
    [NEXT, 'build', APP],
  ]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: ROOT,
      env: ENVIRONMENT,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`${args.join(' ')}\n${stdout}${stderr}`)
  }
  return readFileSync(`${APP}/.next/BUILD_ID`, 'utf8')
}

/** Starts the app that was built. */
export async function startNextApp(environment: { readonly [name: string]: string }): Promise<RunningApp> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [NEXT, 'start', APP, '-p', String(port), '-H', '127.0.0.1'], {
    env: { ...ENVIRONMENT, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)))
  const exited = once(child, 'exit')
  for (let tries = 0; ; tries++) {
    if (child.exitCode !== null || tries > 400) throw new Error(`Next did not start:\n${output}`)
    const isUp = await fetch(`${url}/api/legacy`).then(
      ({ status }) => status === 401,
      () => false,
    )
    if (isUp) break
    await wait(50)
  }
  return {
    url,
    close: async () => {
      child.kill()
      await exited
    },
  }
}
