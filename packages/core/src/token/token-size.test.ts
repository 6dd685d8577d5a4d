import { describe, expect, test } from 'vitest'
import { checkTokenSize, MAX_TOKEN_BYTES, TokenTooLargeError } from './token-size.ts'

describe('the size of a token', () => {
  test('is at most 4,000 bytes', () => {
    const token = 'x'.repeat(MAX_TOKEN_BYTES)
    expect(checkTokenSize(token, {})).toBe(token)
    expect(() => checkTokenSize(`${token}x`, {})).toThrow(TokenTooLargeError)
  })

  test('is blamed on the three largest claims, the largest first', () => {
    const claims = {
      iss: 'https://a.example',
      roles: ['x'.repeat(900)],
      note: 'y'.repeat(2000),
      sub: 'u',
      none: undefined,
    }
    const error = new TokenTooLargeError(4100, claims)
    expect(error.largestClaims).toEqual(['note', 'roles', 'iss'])
    expect(error.message).toBe(
      'The token would have 4100 bytes, 4000 at most. Its largest claims: note (2002 bytes), roles (904 bytes), iss (19 bytes).',
    )
  })

  test('leaves room for the name of the longest cookie', () => {
    expect(MAX_TOKEN_BYTES + '__Host-coatcheck-session='.length).toBeLessThanOrEqual(4096)
  })
})
