/** What a body must be before anybody looks at what it says. */

import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningCoatcheck, startCoatcheck } from '../support/start-coatcheck.ts'

let coatcheck: RunningCoatcheck
beforeAll(async () => {
  coatcheck = await startCoatcheck()
})
afterAll(() => coatcheck.close())

const LARGE = JSON.stringify({ email: 'ada@example.com', password: 'x'.repeat(65_536) })

/** Posts a text as it is. @param chunked Without saying how long it is. */
function post(
  body: string,
  contentType: string | null,
  chunked = false,
): Promise<{ status: number; code: string }> {
  return new Promise((resolve, reject) => {
    const { port } = coatcheck
    const asking = httpRequest({ port, path: '/api/auth/login', method: 'POST' }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      response.on('end', () => {
        const { code } = JSON.parse(text) as { readonly code: string }
        resolve({ status: response.statusCode ?? 0, code })
      })
    })
    asking.on('error', reject)
    if (contentType !== null) asking.setHeader('content-type', contentType)
    if (!chunked) asking.setHeader('content-length', Buffer.byteLength(body))
    asking.end(body)
  })
}

test.each([
  ['is not JSON', '{"email":', 'application/json', 400, 'invalid_json'],
  ['is JSON and no object', '["email"]', 'application/json', 400, 'invalid_json'],
  ['is JSON and no object', '"email"', 'application/json', 400, 'invalid_json'],
  ['is null', 'null', 'application/json', 400, 'invalid_json'],
  ['is a form', 'email=ada', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
  ['says nothing of what it is', '{}', null, 415, 'unsupported_media_type'],
  ['only begins like JSON', '{}', 'application/jsonp', 415, 'unsupported_media_type'],
  ['is larger than 64 KiB', LARGE, 'application/json', 413, 'body_too_large'],
])('a body that %s is refused: %s', async (_, body, contentType, status, code) => {
  expect(await post(body, contentType)).toEqual({ status, code })
})

describe('a body of unknown length', () => {
  test('is counted as it comes', async () => {
    expect(await post(LARGE, 'application/json', true)).toEqual({ status: 413, code: 'body_too_large' })
  })

  test('is read when it is not too large', async () => {
    expect(await post('{}', 'application/json; charset=utf-8', true)).toEqual({
      status: 400,
      code: 'invalid_request',
    })
  })
})
