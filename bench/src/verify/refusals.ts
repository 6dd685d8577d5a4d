/** What it costs to refuse tokens for whose refusal no signature is checked: the costliest kinds of the attack corpus. */

import { createVerifier } from '@coatcheck/sdk/backend'
import { ISSUER, signPool } from './tokens.ts'

const WARM_UP = 2_000
const TIMES = 5_000

/** CPU microseconds of the refusal of one kind of token. */
export interface Refusal {
  readonly attack: string
  readonly microseconds: number
}

/** Measures each kind. */
export async function measureRefusals(): Promise<readonly Refusal[]> {
  const { key, tokens } = signPool('ES256', null)
  const verifier = createVerifier({ issuer: ISSUER, jwks: { keys: [key.jwk] } })
  const refusals: Refusal[] = []
  for (const [attack, token] of Object.entries(attacksOn(tokens[0] ?? ''))) {
    const refuse = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) {
        if ((await verifier.verify(token)).ok) throw new Error(`${attack} was accepted`)
      }
    }
    await refuse(WARM_UP)
    const before = process.cpuUsage()
    await refuse(TIMES)
    const { user, system } = process.cpuUsage(before)
    refusals.push({ attack, microseconds: (user + system) / TIMES })
  }
  return refusals
}

function attacksOn(good: string): Readonly<Record<string, string>> {
  const [header = '', payload = '', signature = ''] = good.split('.')
  const claims = Buffer.from(payload, 'base64url').toString()
  const headed = (members: object): string =>
    `${encode(JSON.stringify({ ...JSON.parse(Buffer.from(header, 'base64url').toString()), ...members }))}.${payload}.${signature}`
  const saying = (json: string): string => `${header}.${encode(json)}.${signature}`
  return {
    'alg none': headed({ alg: 'none' }),
    'an unknown key': headed({ kid: 'other' }),
    'a key in the header': headed({ jwk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } }),
    'a claim twice': saying(claims.replace('{', '{"sub":"user_0",')),
    '1,500 levels': saying(`{"a":${'['.repeat(1500)}${']'.repeat(1500)}}`),
    'other characters at the end': `${good.slice(0, -1)}!`,
    'a megabyte': `${header}.${'A'.repeat(1_000_000)}.${signature}`,
  }
}

function encode(json: string): string {
  return Buffer.from(json).toString('base64url')
}
