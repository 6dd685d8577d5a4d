/** A backend that verifies tokens all the time, as a process of its own. */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Fate, VerifierMessage, VerifierOrder, VerifierTask } from './verifier-program.ts'

const PROGRAM = fileURLToPath(new URL('verifier-program.ts', import.meta.url))

/** How everything fared by now. */
export type VerifierReport = {
  /** As far as where the log has been heard. */
  readonly position: number
  readonly fates: ReadonlyMap<string, Fate>
}

/** The process. */
export type VerifierProcess = {
  /** From now on the token is judged all the time. */
  readonly show: (token: string) => void
  readonly take: (tokens: readonly string[]) => void
  readonly setAhead: (aheadMs: number) => void
  readonly report: () => Promise<VerifierReport>
  readonly stop: () => Promise<void>
}

/** Starts it, and waits until it has heard all that counts. */
export async function startVerifierProcess(task: VerifierTask): Promise<VerifierProcess> {
  const child = fork(PROGRAM, [JSON.stringify(task)], { execArgv: ['--conditions=source'] })
  const waiting = new Map<number, (report: VerifierReport) => void>()
  let reports = 0
  let listens = (): void => {}
  const listening = new Promise<void>((resolve, reject) => {
    listens = resolve
    child.once('exit', (code) => reject(new Error(`a verifier ended with code ${code}`)))
  })
  child.on('message', (message: VerifierMessage) => {
    if ('listening' in message) return listens()
    waiting.get(message.report)?.({ ...message, fates: new Map(Object.entries(message.fates)) })
    waiting.delete(message.report)
  })
  const order = (what: VerifierOrder): void => void child.send(what)
  await listening
  return {
    show: (token) => order({ show: token }),
    take: (tokens) => order({ take: tokens }),
    setAhead: (aheadMs) => order({ aheadMs }),
    report: () =>
      new Promise((resolve) => {
        waiting.set(++reports, resolve)
        order({ report: reports })
      }),
    stop: async () => {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
