/** Every OAuth endpoint with every kind of credential: who is not named is refused. */

import { oauthEndpoints } from '@coatcheck/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, send } from '../support/api-client.ts'
import { carry, CREDENTIAL_KINDS, type CredentialKind } from '../support/credentials.ts'
import { basicOf, type Form, makeClient, makeCode, makeGranter, postForm, redeem } from '../support/oauth.ts'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

const OAUTH_KINDS = ['client-secret', 'public-client', 'access-token'] as const
type Kind = CredentialKind | (typeof OAUTH_KINDS)[number]
const KINDS: readonly Kind[] = [...CREDENTIAL_KINDS, ...OAUTH_KINDS]

type Caller = (typeof oauthEndpoints)[number]['definition']['caller']

/** Whom an endpoint lets in. */
const LET_IN: { readonly [C in Caller]: readonly Kind[] } = {
  client: ['client-secret', 'public-client'],
  'client-or-backend-key': ['client-secret', 'backend-key', 'application'],
  'any-client-or-backend-key': ['client-secret', 'public-client', 'backend-key', 'application'],
  'access-token': ['access-token'],
  anybody: KINDS,
}

let coatcheck: RunningCoatcheck
let document: { readonly paths: { readonly [path: string]: { readonly [method: string]: unknown } } }

beforeAll(async () => {
  coatcheck = await startCoatcheck({ environment: { COATCHECK_TRUST_PROXY: '1' } })
  document = (await send(coatcheck.url, '/openapi.json')).body as typeof document
})
afterAll(() => coatcheck.close())

describe.each(oauthEndpoints.map(({ definition }) => definition))('$method $path', (definition) => {
  test.each(KINDS)('with %s does what it says', async (kind) => {
    expect(document.paths[definition.path]?.[definition.method]).toBeDefined()
    const answer = await ask(definition, kind)
    expect(answer.status).toBeLessThan(500)
    expect(isRefused(answer)).toBe(!LET_IN[definition.caller].includes(kind))
  })
})

/** Whether an answer refuses whoever asks; what it says of what is asked is no matter here. */
function isRefused({ status, body }: Answer): boolean {
  return status === 401 || body['error_description'] === 'client_id is missing.'
}

let requests = 0

async function ask(
  { method, path, parameters }: (typeof oauthEndpoints)[number]['definition'],
  kind: Kind,
): Promise<Answer> {
  const shown = await show(kind)
  requests += 1
  // Every request comes from an address of its own, so that no limit of one address is met.
  const headers = { 'x-forwarded-for': `10.0.${requests >> 8}.${requests & 255}`, ...shown.headers }
  const required = Object.entries(parameters?.shape ?? {})
    .filter(([, member]) => !member.safeParse(undefined).success)
    .map(([name]) => [name, 'x'] as const)
  const form: Form = { ...Object.fromEntries(required), ...shown.form }
  if (method === 'post') return await postForm(coatcheck.url, path, form, { headers })
  const query = new URLSearchParams(form as Record<string, string>).toString()
  return await send(coatcheck.url, query === '' ? path : `${path}?${query}`, { headers })
}

async function show(kind: Kind): Promise<{ readonly headers: Record<string, string>; readonly form: Form }> {
  switch (kind) {
    case 'client-secret': {
      const client = await makeClient(coatcheck, { type: 'confidential' })
      return { headers: { authorization: basicOf(client) }, form: {} }
    }
    case 'public-client':
      return { headers: {}, form: { client_id: (await makeClient(coatcheck)).id } }
    case 'access-token': {
      coatcheck.clock.advance(60_000)
      const client = await makeClient(coatcheck)
      const granter = await makeGranter(coatcheck, `granter-${requests}@example.com`)
      const code = await makeCode(coatcheck, client, granter, { resources: [coatcheck.url] })
      const { body } = await redeem(coatcheck, client, code)
      return { headers: { authorization: `Bearer ${String(body['access_token'])}` }, form: {} }
    }
    case 'nothing':
    case 'client-cookie':
    case 'session-token':
    case 'opaque-session':
    case 'refresh-token':
    case 'backend-key':
    case 'admin-key':
    case 'verifier-key':
    case 'ended-opaque-session':
    case 'api-key':
    case 'application':
    case 'garbage': {
      const { bearer, headers = {} } = await carry(coatcheck, kind)
      return {
        headers: { ...headers, ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }) },
        form: {},
      }
    }
  }
}
