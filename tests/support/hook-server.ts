/** Somebody else's server that answers hooks: it checks signatures by the library of Standard Webhooks, not by ours. */

import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import type { Json } from './api-client.ts'

/** A hook, and the variables that set it. */
const VARIABLES = {
  beforeSignUp: 'COATCHECK_HOOK_BEFORE_SIGN_UP',
  beforeSession: 'COATCHECK_HOOK_BEFORE_SESSION',
  customClaims: 'COATCHECK_HOOK_CUSTOM_CLAIMS',
} as const

/** The name of a hook. */
export type HookName = keyof typeof VARIABLES

/** A question whose signature held. */
export type Asked = {
  readonly type: HookName
  readonly data: Json
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Answers a question. */
export type Answerer = (data: Json) => Json | Promise<Json>

/** The server. */
export type HookServer = {
  readonly secret: string
  /** The environment that sets hooks to this server. */
  readonly environment: (...names: readonly HookName[]) => { readonly [variable: string]: string }
  /** What a hook answers from now on. Until then it allows everything, and adds no claims. */
  readonly on: (name: HookName, answerer: Answerer) => void
  /** The same for one that answers in its own way, or not at all. */
  readonly onRequest: (name: HookName, listener: (response: ServerResponse) => void) => void
  /** The questions to a hook so far. */
  readonly asked: (name: HookName) => readonly Asked[]
  /** How many requests came whose signature did not hold. */
  readonly forged: () => number
  readonly close: () => Promise<void>
}

/** A new secret. */
export function webhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

/** Starts it. */
export async function startHookServer(): Promise<HookServer> {
  const secret = webhookSecret()
  const answerers = new Map<string, Answerer>()
  const listeners = new Map<string, (response: ServerResponse) => void>()
  const asked: Asked[] = []
  let forged = 0

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request)
    if (!isSigned(request, body, secret)) {
      forged += 1
      response.writeHead(401).end()
      return
    }
    const question = JSON.parse(body) as { readonly type: HookName; readonly data: Json }
    asked.push({ ...question, headers: request.headers, body })
    const listener = listeners.get(question.type)
    if (listener !== undefined) {
      listener(response)
      return
    }
    const usual = question.type === 'customClaims' ? { claims: {} } : { allow: true }
    const said = (await answerers.get(question.type)?.(question.data)) ?? usual
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
    response.end(JSON.stringify(said))
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    secret,
    environment: (...names) => ({
      COATCHECK_HOOK_TIMEOUT_MS: '5000', // a test that is not about time does not fail by it
      ...Object.fromEntries(
        names.flatMap((name) => [
          [`${VARIABLES[name]}_URL`, `http://localhost:${port}/${name}`],
          [`${VARIABLES[name]}_SECRET`, secret],
        ]),
      ),
    }),
    on: (name, answerer) => {
      listeners.delete(name)
      answerers.set(name, answerer)
    },
    onRequest: (name, listener) => void listeners.set(name, listener),
    asked: (name) => asked.filter(({ type }) => type === name),
    forged: () => forged,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Whether the question carries the signature that the library makes of it. Its age is for a test of its own. */
function isSigned({ headers }: IncomingMessage, body: string, secret: string): boolean {
  const seconds = Number(headers['webhook-timestamp'])
  const expected = new Webhook(secret).sign(String(headers['webhook-id']), new Date(seconds * 1000), body)
  return String(headers['webhook-signature']).split(' ').includes(expected)
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
