/**
 * Requests and answers on their way, with those parts of the platform's classes that anybody here reads. The platform's
 * own cost more than all the rest of a request, and there are millions.
 */

/** What a client sends. */
export type Sent = {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string | null
}

/** What comes back, whole. */
export type Received = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** A request as the server's app takes it. */
export function requestOf({ method, url, headers, body }: Sent): Request {
  const own = new Headers(headers)
  if (body !== null) own.set('content-length', String(Buffer.byteLength(body)))
  return new ArrivedRequest(method, url, own, body) as unknown as Request
}

/** An answer as the client takes it. */
export function responseOf(received: Received): Response {
  return new ArrivedResponse(received) as unknown as Response
}

class ArrivedRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string | null
  readonly signal = NEVER

  constructor(method: string, url: string, headers: Headers, body: string | null) {
    this.method = method
    this.url = url
    this.headers = headers
    this.body = body
  }

  text(): Promise<string> {
    return Promise.resolve(this.body ?? '')
  }
}

class ArrivedResponse {
  readonly status: number
  readonly headers: Headers
  readonly ok: boolean
  readonly body = { cancel: (): Promise<void> => Promise.resolve() }
  readonly #text: string

  constructor({ status, headers, text }: Received) {
    this.status = status
    this.headers = headers
    this.ok = status >= 200 && status < 300
    this.#text = text
  }

  text(): Promise<string> {
    return Promise.resolve(this.#text)
  }

  json(): Promise<unknown> {
    return this.text().then((text) => JSON.parse(text) as unknown)
  }

  clone(): ArrivedResponse {
    const { status, headers } = this
    return new ArrivedResponse({ status, headers, text: this.#text })
  }
}

const NEVER = new AbortController().signal
