/** The body of an answer that goes on: what the server says arrives piece by piece, until the connection breaks. */

/** A body as a client reads it, and as the network fills it. */
export type EventBody = {
  readonly body: ReadableStream<Uint8Array>
  readonly push: (chunk: Uint8Array) => void
  readonly end: () => void
  /** The connection is lost. */
  readonly fail: () => void
}

type Waiting = {
  readonly resolve: (result: IteratorResult<Uint8Array>) => void
  readonly reject: (error: unknown) => void
}

/** Makes an empty one. @param onCancel The client wants no more. */
export function createEventBody(onCancel: () => void): EventBody {
  const chunks: Uint8Array[] = []
  let waiting: Waiting | null = null
  let over: 'ended' | 'failed' | null = null

  function feed(): void {
    if (waiting === null) return
    const { resolve, reject } = waiting
    const [chunk] = chunks
    if (chunk === undefined && over === null) return
    waiting = null
    if (chunk !== undefined) {
      chunks.shift()
      resolve({ done: false, value: chunk })
    } else if (over === 'failed') reject(new TypeError('network error'))
    else resolve({ done: true, value: undefined })
  }

  const finish = (how: 'ended' | 'failed'): void => {
    over ??= how
    feed()
  }
  const cancel = (): Promise<void> => {
    finish('ended')
    onCancel()
    return Promise.resolve()
  }
  const iterator = {
    next: () =>
      new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        waiting = { resolve, reject }
        feed()
      }),
    return: () => cancel().then(() => ({ done: true as const, value: undefined })),
  }
  return {
    body: { cancel, [Symbol.asyncIterator]: () => iterator } as unknown as ReadableStream<Uint8Array>,
    push: (chunk) => {
      if (over !== null) return
      chunks.push(chunk)
      feed()
    },
    end: () => finish('ended'),
    fail: () => finish('failed'),
  }
}
