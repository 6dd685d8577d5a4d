/** A keep-alive HTTP/1.1 client connection that costs little, so that one core of load can saturate one core of server. */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** An answer; the body is decoded as Latin-1, which leaves the ASCII that is needed of it intact. */
export interface Answer {
  readonly status: number
  readonly body: string
}

/** One connection: one request at a time, no pipelining. */
export interface HttpConnection {
  send(request: string): void
  close(): void
}

/** Opens a connection to a server on the loopback interface. */
export async function openConnection(
  port: number,
  onAnswer: (answer: Answer) => void,
  onFailure: (error: Error) => void,
): Promise<HttpConnection> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  let received = ''
  let closing = false
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => {
    received = received === '' ? text : received + text
    try {
      const answer = readAnswer(received)
      if (answer === null) return
      received = ''
      onAnswer(answer)
    } catch (error) {
      onFailure(error instanceof Error ? error : new Error(String(error)))
    }
  })
  socket.on('error', onFailure)
  socket.on('close', () => {
    if (!closing) onFailure(new Error('the server closed a keep-alive connection'))
  })
  return {
    send: (request) => socket.write(request, 'latin1'),
    close: () => {
      closing = true
      socket.destroy()
    },
  }
}

/** Reads one whole answer (RFC 9112 section 6); `null` while some of it is still on its way. */
export function readAnswer(received: string): Answer | null {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd === -1) return null
  const head = received.slice(0, headEnd)
  const status = Number(head.slice(9, 12))
  const bodyStart = headEnd + 4
  if (status === 204 || status === 304) return { status, body: '' }
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length !== undefined) {
    const bodyEnd = bodyStart + Number(length)
    return received.length < bodyEnd ? null : { status, body: received.slice(bodyStart, bodyEnd) }
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) throw new Error(`an answer has no length:\n${head}`)
  return received.endsWith('\r\n0\r\n\r\n') ? { status, body: joinChunks(received.slice(bodyStart)) } : null
}

function joinChunks(chunked: string): string {
  let body = ''
  let at = 0
  for (;;) {
    const sizeEnd = chunked.indexOf('\r\n', at)
    const size = Number.parseInt(chunked.slice(at, sizeEnd), 16)
    if (!(size > 0)) return body
    body += chunked.slice(sizeEnd + 2, sizeEnd + 2 + size)
    at = sizeEnd + 2 + size + 2
  }
}
