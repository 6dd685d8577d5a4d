/** What of the server's answer goes to the visitor: a short list of headers, our own cookies, and the body as it comes. */

import { ownSetCookie } from './own-cookies.ts'

const PASSED_ON = [
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'access-control-max-age',
  'allow',
  'cache-control',
  'content-disposition',
  'content-type',
  'date',
  'location',
  'retry-after',
  'vary',
  'www-authenticate',
  'x-accel-buffering',
] as const

/** For how long a body may say nothing; event streams say something more often. */
const SILENCE_MS = 60_000

/** The answer for the visitor. `end` lets go of the server's, also when the visitor has gone away. */
export function passedAnswer(answer: Response, end: () => void): Response {
  const headers = new Headers({ 'x-content-type-options': 'nosniff' })
  for (const name of PASSED_ON) {
    const value = answer.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  // Middleware that compresses gathers what it compresses, and would hold events back.
  if (isEventStream(answer)) headers.set('cache-control', 'no-store, no-transform')
  for (const line of answer.headers.getSetCookie()) {
    const own = ownSetCookie(line)
    if (own !== null) headers.append('set-cookie', own)
  }
  const body = answer.body === null ? null : watched(answer.body, end)
  return new Response(body, { status: answer.status, headers })
}

function isEventStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') === true
}

/** The same bytes, until either side is over or the server has fallen silent. */
function watched(body: ReadableStream<Uint8Array>, end: () => void): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const timer = setTimeout(end, SILENCE_MS)
        try {
          const { done, value } = await reader.read()
          if (done) controller.close()
          else controller.enqueue(value)
        } finally {
          clearTimeout(timer)
        }
      },
      cancel: async (reason) => {
        end()
        await reader.cancel(reason).catch(() => {}) // it is over already, which is what was wanted
      },
    },
    { highWaterMark: 0 },
  )
}
