/** The load generator's reading of answers, whole and in pieces. */

import { describe, expect, it } from 'vitest'
import { readAnswer } from './http-connection.ts'

const SIZED = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n'

describe('readAnswer', () => {
  it.each([
    ['of a given length', SIZED],
    ['in chunks', CHUNKED],
  ])('reads a body %s', (_, received) => {
    expect(readAnswer(received)).toEqual({ status: 200, body: 'hello' })
  })

  it.each([
    ['of a given length', SIZED],
    ['in chunks', CHUNKED],
  ])('waits for the rest of a body %s, wherever it was cut', (_, received) => {
    for (let length = 0; length < received.length; length++) {
      expect(readAnswer(received.slice(0, length))).toBeNull()
    }
  })

  it('expects no body with 204', () => {
    expect(readAnswer('HTTP/1.1 204 No Content\r\n\r\n')).toEqual({ status: 204, body: '' })
  })

  it('refuses an answer that ends with its connection', () => {
    expect(() => readAnswer('HTTP/1.1 200 OK\r\n\r\nhello')).toThrow('has no length')
  })
})
