/** Waiting before something is tried again. */

/** Waits, or less when it is over. */
export async function pause(ms: number, over: AbortSignal): Promise<void> {
  if (over.aborted) return
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      over.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    over.addEventListener('abort', done)
  })
}
