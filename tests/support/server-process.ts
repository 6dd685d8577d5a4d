/** The real server as a process of its own, which a test may kill. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../scripts/coatcheck.js', import.meta.url))

/** A server process. */
export type ServerProcess = {
  readonly url: string
  readonly pid: number
  /** Everything that it wrote to standard output and standard error. */
  readonly output: () => string
  /** Ends it at once, as a power cut would. */
  readonly kill: () => Promise<void>
  /** Asks it to end; gives its exit code. */
  readonly stop: () => Promise<number | null>
}

/** Starts `coatcheck serve` and waits until it answers. */
export async function startServerProcess(
  port: number,
  dataFolder: string,
  environment: { readonly [name: string]: string } = {},
): Promise<ServerProcess> {
  const url = `http://localhost:${port}`
  const child = spawn(process.execPath, ['--conditions=source', MAIN, 'serve'], {
    env: {
      PATH: process.env['PATH'],
      NO_COLOR: '1',
      COATCHECK_PORT: String(port),
      COATCHECK_DATA_FOLDER: dataFolder,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      output += text
    })
  }
  await untilReady(child, url, () => output)
  const exited = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    return child.exitCode
  }
  return {
    url,
    pid: child.pid ?? 0,
    output: () => output,
    kill: async () => {
      child.kill('SIGKILL')
      await exited()
    },
    stop: async () => {
      child.kill('SIGTERM')
      return await exited()
    },
  }
}

async function untilReady(child: ChildProcess, url: string, output: () => string): Promise<void> {
  for (let tries = 0; tries < 2_400; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}:\n${output()}`)
    const ready = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (ready) return
    await wait(25)
  }
  throw new Error(`the server did not get ready:\n${output()}`)
}
