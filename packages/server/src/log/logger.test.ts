/** Logs hold no credential, wherever one got in. */

import { formatOpaque, newId } from '@coatcheck/core'
import { describe, expect, test } from 'vitest'
import { nodeRandom } from '../crypto/node-crypto.ts'
import { createLogger } from './logger.ts'

const KEY = formatOpaque('adminKey', newId('key', 0, nodeRandom), nodeRandom.bytes(32))
const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c2VyIn0.c2lnbmF0dXJl'

function logged(fields: object, message: string): string {
  let written = ''
  createLogger({ logLevel: 'info' }, { write: (line) => (written += line) }).info(fields, message)
  return written
}

describe('a log line', () => {
  test('is JSON with its level, time, message and fields', () => {
    expect(JSON.parse(logged({ status: 200 }, 'answered'))).toMatchObject({
      level: 'info',
      msg: 'answered',
      status: 200,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    })
  })

  test.each([
    ['the message', {}, `refused ${KEY} and ${TOKEN}`],
    ['a field', { name: KEY, deep: { other: TOKEN } }, 'refused'],
    ['the message of an error', { err: new Error(`refused ${KEY} and ${TOKEN}`) }, 'failed'],
    [
      'headers and bodies',
      { headers: { cookie: KEY }, request: { headers: { authorization: TOKEN } } },
      'seen',
    ],
  ])('cuts credentials out of %s', (_, fields, message) => {
    const line = logged(fields, message)
    expect(line).not.toContain(KEY)
    expect(line).not.toContain(TOKEN)
    expect(() => JSON.parse(line)).not.toThrow()
  })

  test('never has headers, bodies or passwords, whoever logs them', () => {
    const line = logged({ headers: { a: 'x' }, request: { body: { b: 'y' } }, password: 'z' }, 'seen')
    expect(JSON.parse(line)).not.toHaveProperty('headers')
    expect(JSON.parse(line)).not.toHaveProperty('password')
    expect(JSON.parse(line).request).toEqual({})
  })

  test('of an error holds its code and none of its other members', () => {
    const error = Object.assign(new Error('no'), { code: 'EAUTH', command: 'AUTH PLAIN AGh1bnRlcjI=' })
    const line = logged({ err: error }, 'a mail could not be delivered')
    expect(JSON.parse(line).err).toMatchObject({ name: 'Error', message: 'no', code: 'EAUTH' })
    expect(line).not.toContain('AUTH PLAIN')
  })
})
