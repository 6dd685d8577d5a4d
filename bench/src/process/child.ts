/** Starts child processes pinned to cores, and stops each by its own id. */

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** What to start and where. */
export interface ChildCommand {
  readonly cores: readonly number[]
  readonly command: string
  readonly args: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly folder?: string
}

/** A running child process. */
export interface Child {
  readonly pid: number
  readonly process: ChildProcess
  /** What it wrote to standard output and standard error, the last 4 KiB. */
  output(): string
  /** Asks it to end, insists after 5 s, and waits until it has. */
  stop(): Promise<void>
}

const OUTPUT_KEPT = 4096

/** Starts the command under `taskset`, which replaces itself by it: the child's id is the command's own. */
export async function startChild(what: ChildCommand): Promise<Child> {
  const child = spawn('taskset', ['--cpu-list', what.cores.join(','), what.command, ...what.args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...what.environment },
    ...(what.folder === undefined ? {} : { cwd: what.folder }),
  })
  await once(child, 'spawn')
  const { pid } = child
  if (pid === undefined) throw new Error(`${what.command} did not start`)
  // `close` comes after `exit`, when all that it printed has arrived.
  const ended = once(child, 'close')
  const endWithUs = (): void => void child.kill('SIGKILL')
  process.once('exit', endWithUs)
  child.once('exit', () => process.off('exit', endWithUs))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_KEPT)
    })
  }
  return {
    pid,
    process: child,
    output: () => output,
    async stop() {
      child.kill('SIGTERM')
      const insist = setTimeout(() => child.kill('SIGKILL'), 5000)
      await ended
      clearTimeout(insist)
    },
  }
}
