/** Speaks to a server under test as a browser, an app or an administrator would, and keeps what they would keep. */

import { randomUUID } from 'node:crypto'
import { errorsOf, routes } from '@coatcheck/server'

/** A JSON object from an answer. */
export type Json = { readonly [member: string]: unknown }

/** An answer, read. */
export type Answer = {
  readonly status: number
  readonly body: Json
  readonly headers: Headers
}

/** What a request brings beside its body. */
export type RequestOptions = {
  readonly method?: string
  readonly body?: unknown
  /** Sent in the place of a body of JSON. */
  readonly form?: URLSearchParams
  readonly headers?: { readonly [name: string]: string }
  readonly bearer?: string
}

/** How long an answer is waited for: a server says sooner that it cannot give one. */
const ANSWER_MS = 60_000

/** Sends a request and reads the answer. */
export async function send(url: string, path: string, options: RequestOptions = {}): Promise<Answer> {
  const headers = new Headers(options.headers)
  if (options.bearer !== undefined) headers.set('authorization', `Bearer ${options.bearer}`)
  if (options.body !== undefined && !headers.has('content-type'))
    headers.set('content-type', 'application/json')
  const body = options.form ?? (options.body === undefined ? null : JSON.stringify(options.body))
  const method = options.method ?? (body === null ? 'GET' : 'POST')
  const signal = AbortSignal.timeout(ANSWER_MS)
  const response = await fetch(url + path, { method, headers, body, redirect: 'manual', signal })
  const isStream = response.headers.get('content-type') === 'text/event-stream'
  if (isStream) await response.body?.cancel() // what comes is of no interest here, and has no end
  const text = isStream ? '' : await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  const answer = isJson ? (JSON.parse(text) as Json) : { text }
  refuseUndeclared(method, path, answer)
  return { status: response.status, body: answer, headers: response.headers }
}

const DECLARED = routes.map(({ definition }) => ({
  method: definition.method.toUpperCase(),
  path: new RegExp(`^${definition.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  codes: new Set<unknown>(errorsOf(definition)),
}))

/** Whatever a route answers stands in the OpenAPI document. */
function refuseUndeclared(method: string, path: string, { code }: Json): void {
  const { pathname } = new URL(path, 'http://localhost')
  const route = DECLARED.find((declared) => declared.method === method && declared.path.test(pathname))
  if (code !== undefined && route !== undefined && !route.codes.has(code))
    throw new Error(`${method} ${pathname} answered ${JSON.stringify(code)}, which it does not declare`)
}

/** A browser: keeps cookies, sends its Origin. */
export class Browser {
  readonly url: string
  readonly cookies: Map<string, string> = new Map()
  readonly origin: string

  constructor(url: string, origin: string = url) {
    this.url = url
    this.origin = origin
  }

  async send(path: string, options: RequestOptions = {}): Promise<Answer> {
    const headers = { origin: this.origin, ...this.cookieHeader(), ...options.headers }
    const answer = await send(this.url, path, { ...options, headers })
    this.keepCookies(answer.headers)
    return answer
  }

  /** Sends a page's form, without following where it leads. */
  async submit(path: string, form: URLSearchParams): Promise<Response> {
    const headers = { origin: this.origin, ...this.cookieHeader() }
    const options = { method: 'POST', headers, body: form, redirect: 'manual' } as const
    const response = await fetch(this.url + path, options)
    this.keepCookies(response.headers)
    return response
  }

  cookieHeader(): { readonly cookie?: string } {
    if (this.cookies.size === 0) return {}
    return { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  }

  keepCookies(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const name = pair.slice(0, pair.indexOf('='))
      if (/max-age=0(?:;|$)/i.test(line)) this.cookies.delete(name)
      else this.cookies.set(name, pair.slice(name.length + 1))
    }
  }
}

/** An app with rotating refresh tokens that follows the protocol: one key per token, kept until the successor is. */
export class TokenApp {
  readonly url: string
  refreshToken: string
  accessToken: string | null
  key: string = randomUUID()

  constructor(url: string, signedIn: Json) {
    this.url = url
    this.refreshToken = String(signedIn['refreshToken'])
    this.accessToken = textOrNull(signedIn['accessToken'])
  }

  /** Sends the refresh without keeping what comes, as when the answer is lost. */
  refreshOnce(body: Json = {}, key: string | null = this.key): Promise<Answer> {
    return send(this.url, '/api/auth/refresh', {
      body: { refreshToken: this.refreshToken, ...body },
      headers: key === null ? {} : { 'idempotency-key': key },
    })
  }

  async refresh(body: Json = {}): Promise<Answer> {
    const answer = await this.refreshOnce(body)
    if (answer.status === 200) {
      this.refreshToken = String(answer.body['refreshToken'])
      this.accessToken = textOrNull(answer.body['accessToken'])
      this.key = randomUUID()
    }
    return answer
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** A password that passes the rules. */
export const PASSWORD = 'tidal-lantern-parade-42'

/** Registers a user of that address. */
export function register(url: string, email: string, more: Json = {}): Promise<Answer> {
  return send(url, '/api/auth/register', {
    body: { email, password: PASSWORD, transport: 'token', ...more },
    headers: { 'idempotency-key': randomUUID() },
  })
}

/** Signs in. */
export function login(
  url: string,
  email: string,
  more: Json = {},
  key: string | null = randomUUID(),
): Promise<Answer> {
  return send(url, '/api/auth/login', {
    body: { email, password: PASSWORD, transport: 'token', ...more },
    headers: key === null ? {} : { 'idempotency-key': key },
  })
}
