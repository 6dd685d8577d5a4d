/** A program of `examples/`, as a process of its own that listens. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Starts it and waits for its first words. @returns Asks it to end, and waits until it has. */
export async function startExample(
  program: string,
  environment: { readonly [name: string]: string },
): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, ['--conditions=source', program], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const started = once(child.stdout, 'data')
  const failed = exited.then(() => Promise.reject(new Error(`${program} ended with ${child.exitCode}`)))
  await Promise.race([started, failed])
  return async () => {
    child.kill('SIGTERM')
    await exited
  }
}
