/** The modules of the OpenID Foundation's discovery plan, and of what its logout plans ask of the metadata, by their names. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StandardServer, startForStandardClients } from '../../support/standard-clients.ts'

type Metadata = Readonly<Record<string, unknown>>

let server: StandardServer
let metadata: Metadata

beforeAll(async () => {
  server = await startForStandardClients()
  metadata = (await (await fetch(`${server.url}/.well-known/openid-configuration`)).json()) as Metadata
})

afterAll(() => server.close())

const listOf = (member: string): readonly string[] => metadata[member] as readonly string[]

describe('oidcc-discovery-endpoint-verification', () => {
  test('the issuer is the one that was asked, byte by byte', () => {
    expect(metadata['issuer']).toBe(server.url)
  })

  test('all that must be there is, and every address is of this issuer', () => {
    const endpoints = Object.entries(metadata).filter(
      ([name]) => name.endsWith('_endpoint') || name === 'jwks_uri',
    )
    const names = endpoints.map(([name]) => name)
    for (const name of ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'])
      expect(names).toContain(name)
    for (const [, address] of endpoints)
      expect(String(address as string).startsWith(`${server.url}/`)).toBe(true)
  })

  test('what it supports includes what every provider must, and nothing that OAuth 2.1 took away', () => {
    expect(listOf('response_types_supported')).toEqual(['code'])
    expect(listOf('subject_types_supported')).toContain('public')
    expect(listOf('scopes_supported')).toContain('openid')
    expect(listOf('claims_supported')).toEqual(expect.arrayContaining(['sub', 'iss', 'auth_time', 'acr']))
    expect(listOf('grant_types_supported')).toContain('authorization_code')
    for (const gone of ['implicit', 'password']) expect(listOf('grant_types_supported')).not.toContain(gone)
    expect(metadata['request_parameter_supported']).toBe(false)
    expect(metadata['request_uri_parameter_supported']).toBe(false)
  })

  test('the key set has keys of distinct names, all public, all for signatures', async () => {
    const response = await fetch(String(metadata['jwks_uri'] as string))
    const { keys } = (await response.json()) as { readonly keys: readonly Metadata[] }
    expect(keys.length).toBeGreaterThan(0)
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length)
    for (const key of keys) {
      expect(key['use']).toBe('sig')
      for (const secret of ['d', 'p', 'q', 'k']) expect(key).not.toHaveProperty(secret)
    }
  })
})

test('oidcc-rp-initiated-logout-discovery-endpoint-verification', () => {
  expect(String(metadata['end_session_endpoint'] as string).startsWith(`${server.url}/`)).toBe(true)
})

test('oidcc-backchannel-logout-discovery-endpoint-verification', () => {
  expect(metadata['backchannel_logout_supported']).toBe(true)
  expect(metadata['backchannel_logout_session_supported']).toBe(true)
})
