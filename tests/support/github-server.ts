/** A server of the shape of GitHub's: OAuth 2.0 without id_tokens, an API that tells who somebody is, codes that work once. */

import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Json } from './api-client.ts'

/** Somebody with an account there. */
export type GithubAccount = {
  readonly id: number
  readonly login: string
  readonly name: string | null
  readonly emails: readonly Json[]
}

/** The server. */
export type GithubServer = {
  /** What an Enterprise Server's address is. */
  readonly issuer: string
  /** Who presses "Authorize" from now on; `null` presses "Cancel". */
  person: GithubAccount | null
  readonly close: () => Promise<void>
}

type Grant = { readonly person: GithubAccount; readonly challenge: string; readonly redirectUri: string }

/** Starts it with one app. */
export async function startGithubServer(client: {
  readonly id: string
  readonly secret: string
}): Promise<GithubServer> {
  const codes = new Map<string, Grant>()
  const tokens = new Map<string, GithubAccount>()

  const authorize = (query: URLSearchParams, response: ServerResponse): void => {
    const back = new URL(query.get('redirect_uri') ?? '')
    back.searchParams.set('state', query.get('state') ?? '')
    const { person } = github
    if (person === null || query.get('client_id') !== client.id) {
      back.searchParams.set('error', 'access_denied')
    } else {
      const code = randomUUID()
      const challenge = query.get('code_challenge') ?? ''
      codes.set(code, { person, challenge, redirectUri: query.get('redirect_uri') ?? '' })
      back.searchParams.set('code', code)
    }
    response.writeHead(302, { location: back.href }).end()
  }

  const redeem = (form: URLSearchParams): Json => {
    if (form.get('client_id') !== client.id || form.get('client_secret') !== client.secret)
      return { error: 'incorrect_client_credentials' }
    const grant = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (grant?.challenge !== challenge || grant.redirectUri !== form.get('redirect_uri'))
      return { error: 'bad_verification_code' }
    const token = `gho_${randomUUID()}`
    tokens.set(token, grant.person)
    return { access_token: token, token_type: 'bearer', scope: 'read:user,user:email' }
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const person = tokens.get(request.headers.authorization?.slice('Bearer '.length) ?? '')
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (url.pathname === '/login/oauth/authorize') authorize(url.searchParams, response)
    else if (url.pathname === '/login/oauth/access_token')
      void readForm(request).then((form) => answer(200, redeem(form)))
    else if (person === undefined) answer(401, { message: 'Requires authentication' })
    else if (url.pathname === '/api/v3/user')
      answer(200, { id: person.id, login: person.login, name: person.name })
    else if (url.pathname === '/api/v3/user/emails') answer(200, person.emails)
    else answer(404, {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const github: GithubServer = {
    issuer: `http://localhost:${(server.address() as AddressInfo).port}`,
    person: null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return github
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += String(part)
  return new URLSearchParams(text)
}
