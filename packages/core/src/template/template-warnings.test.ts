/** What is said of a template before it is used, and what it reads. */

import { describe, expect, test } from 'vitest'
import { compileTemplate } from './compile-template.ts'
import { isUserControlled, templateRoots } from './template-paths.ts'
import { CLAIMS_BUDGET_BYTES, templateWarnings } from './template-warnings.ts'
import type { Template } from './template.ts'

const PLAIN = { detached: false, lifetimeSeconds: 3600 }

function compiled(text: string): Template {
  const result = compileTemplate(text, { dangerouslyAllowUserControlledClaims: true })
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.template
}

describe('a template', () => {
  test('reads the roots of its shortcodes, wherever they stand', () => {
    expect([...templateRoots(compiled('{ "a": 1, "b": ["x"] }'))]).toEqual([])
    const text = '{ "a": ["{{org.id || client.id}}"], "b": { "c": "in {{session.id}}" }, "d": "{{user.id}}" }'
    expect([...templateRoots(compiled(text))].toSorted()).toEqual(['client', 'org', 'session', 'user'])
  })

  test('is user-controlled by any claim out of what users write', () => {
    expect(isUserControlled(compiled('{ "a": "{{user.public_metadata}}" }'))).toBe(false)
    expect(isUserControlled(compiled('{ "a": ["x {{user.id || user.unsafe_metadata.b}}"] }'))).toBe(true)
  })
})

describe('warnings', () => {
  const codes = (...asked: Parameters<typeof templateWarnings>) =>
    templateWarnings(...asked).map(({ code }) => code)

  test('come of what lives long, outlives its session, or is written by users', () => {
    const template = compiled('{ "a": "{{user.unsafe_metadata.a}}" }')
    expect(codes(compiled('{}'), PLAIN, {})).toEqual([])
    expect(codes(template, { detached: true, lifetimeSeconds: 3601 }, null)).toEqual([
      'detached',
      'long_lifetime',
      'user_controlled_claims',
    ])
  })

  test('of claims over the budget name the largest, by bytes of UTF-8', () => {
    const fits = { a: 'a'.repeat(CLAIMS_BUDGET_BYTES - '{"a":""}'.length) }
    expect(codes(compiled('{}'), PLAIN, fits)).toEqual([])
    const over = { small: 1, large: 'ß'.repeat(600), other: 'x'.repeat(50) }
    const [warning] = templateWarnings(compiled('{}'), PLAIN, over)
    expect(warning).toMatchObject({ code: 'claims_over_budget' })
    expect(warning?.message).toMatch(
      /^The claims have 12\d\d bytes, .* largest: large \(\d+ bytes\), other \(52 /,
    )
  })
})
