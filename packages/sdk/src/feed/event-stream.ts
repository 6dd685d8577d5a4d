/** Server-sent events from a stream of bytes (WHATWG HTML section 9.2.6). */

/** One event. */
export type StreamEvent = { readonly name: string; readonly data: string; readonly id: string | null }

/** The longest event that is taken: what is longer is no feed of ours. */
const MAX_EVENT_LENGTH = 16 * 1024 * 1024

/** Reads events until the stream ends. Rejects when it breaks, or says too much at once. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder()
  let waiting = ''
  for await (const bytes of body) {
    waiting += decoder.decode(bytes, { stream: true })
    const end = waiting.lastIndexOf('\n\n')
    if (end === -1) {
      if (waiting.length > MAX_EVENT_LENGTH) throw new Error('an event has no end')
      continue
    }
    const complete = waiting.slice(0, end)
    waiting = waiting.slice(end + 2)
    for (const text of complete.split('\n\n')) yield readEvent(text)
  }
}

function readEvent(text: string): StreamEvent {
  let name = 'message'
  let id: string | null = null
  const data: string[] = []
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'event') name = value
    else if (field === 'id') id = value
    else if (field === 'data') data.push(value)
  }
  return { name, data: data.join('\n'), id }
}
