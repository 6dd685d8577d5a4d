/** Messages from child processes: that one is ready, with what the load needs, or what a round measured. */

import type { Child } from './child.ts'

/** Sends a message to the benchmark; the first one says that this child can be measured. */
export function announce(message: object): void {
  if (process.send === undefined) throw new Error('this program is started by the benchmark, not by hand')
  // Whatever ends the benchmark ends its children.
  if (process.listenerCount('disconnect') === 0) process.once('disconnect', () => process.exit())
  process.send(message)
}

/** Waits for the child's next message; rejects when it ends instead, with what it printed. */
export function nextMessage<T>(child: Child): Promise<T> {
  return new Promise((resolve, reject) => {
    const onEnd = (): void => {
      child.process.off('message', onMessage)
      reject(new Error(`a child process ended early:\n${child.output()}`))
    }
    const onMessage = (message: unknown): void => {
      child.process.off('close', onEnd)
      // Both ends of the channel are files of this folder that share the message's type.
      resolve(message as T)
    }
    child.process.once('message', onMessage).once('close', onEnd)
  })
}
