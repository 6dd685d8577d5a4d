/** A port of this machine that a browser comes back to, once. */

import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/** What the browser came back with. */
export type LoopbackAnswer = {
  readonly parameters: URLSearchParams
  /** Shows the person how it went. */
  readonly show: (title: string, text: string) => Promise<void>
}

/** The open port. */
export type Loopback = {
  readonly redirectUri: string
  /** The first answer to this sign-in; `null` when it is over before one came. */
  readonly wait: (over: AbortSignal) => Promise<LoopbackAnswer | null>
  readonly close: () => Promise<void>
}

const PATH = '/callback'

/**
 * Opens a free port of 127.0.0.1. Whoever does not bring the state, any page that looks for open ports among them, is
 * told that there is nothing here, and changes nothing.
 */
export async function openLoopback(state: string): Promise<Loopback> {
  let give: (answer: LoopbackAnswer) => void = () => {}
  const came = new Promise<LoopbackAnswer>((resolve) => {
    give = resolve
  })
  let isTaken = false
  const server = createServer((request, response) => {
    const parameters = readAnswer(request, portOf(server), state)
    if (parameters === null || isTaken) {
      void respond(response, 404, 'There is nothing here', 'Go back to the application.')
      return
    }
    isTaken = true
    give({ parameters, show: (title, text) => respond(response, 200, title, text) })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve())
  })
  return {
    redirectUri: `http://127.0.0.1:${portOf(server)}${PATH}`,
    wait: (over) => {
      const isOver = new Promise<null>((resolve) => {
        if (over.aborted) resolve(null)
        else over.addEventListener('abort', () => resolve(null), { once: true })
      })
      return Promise.race([came, isOver])
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** The parameters of a request that is the answer to this sign-in; `null` for any other. */
function readAnswer(request: IncomingMessage, port: number, state: string): URLSearchParams | null {
  const host = `127.0.0.1:${port}`
  const url = URL.parse(request.url ?? '', `http://${host}`)
  // By the Host, so that no name that was made to point here reaches it.
  if (request.method !== 'GET' || request.headers.host !== host || url?.pathname !== PATH) return null
  const { searchParams } = url
  const isOnce = ['state', 'code', 'iss', 'error'].every((name) => searchParams.getAll(name).length <= 1)
  const [given, own] = [Buffer.from(searchParams.get('state') ?? ''), Buffer.from(state)]
  return isOnce && given.length === own.length && timingSafeEqual(given, own) ? searchParams : null
}

/** @param title @param text Words of ours: nothing of a request is ever put into the page. */
function respond(response: ServerResponse, status: number, title: string, text: string): Promise<void> {
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>`
  return new Promise((resolve) => {
    response.once('close', () => resolve())
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer', // the address has the code in it
      'x-content-type-options': 'nosniff',
      connection: 'close',
    })
    response.end(page)
  })
}
