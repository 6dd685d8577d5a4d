/** Templates as they are saved: what is wrong is found with its place, all at once, and no text makes it throw. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileTemplate, MAX_TEMPLATE_BYTES, type TemplateOptions } from './compile-template.ts'
import { RESERVED_CLAIMS } from './reserved-claims.ts'
import { TEMPLATE_ROOTS } from './template-fields.ts'
import type { TemplateProblem } from './template-problem.ts'

function problemsOf(text: string, options?: TemplateOptions): readonly TemplateProblem[] {
  const compiled = compileTemplate(text, options)
  return compiled.ok ? [] : compiled.problems
}

/** The problems of a claim `a`, each as its code and the text from its place on. */
function problemsOfClaim(written: string): readonly string[] {
  const text = `{ "a": ${JSON.stringify(written)} }`
  return problemsOf(text).map(({ code, line, column }) => {
    expect(line).toBe(1)
    return `${code} at ${text.slice(column - 1, -3)}`
  })
}

describe('the text of a template', () => {
  test.each<[text: string, code: string]>([
    ['', 'json_invalid'],
    ['{"a":"{{user.id}}"', 'json_invalid'],
    ['[]', 'not_an_object'],
    ['"{{user.id}}"', 'not_an_object'],
    ['null', 'not_an_object'],
    [`{"a":"${'x'.repeat(MAX_TEMPLATE_BYTES)}"}`, 'json_too_large'],
    [`{"a":"${'é'.repeat(MAX_TEMPLATE_BYTES / 2)}"}`, 'json_too_large'],
    [`{"a":${'['.repeat(16)}${']'.repeat(16)}}`, 'json_too_deep'],
    ['{"a":1,"a":2}', 'member_repeated'],
    ['{"__proto__":{}}', 'member_name_invalid'],
    ['{"a":{"__proto__":1}}', 'member_name_invalid'],
    ['{"{{user.id}}":1}', 'member_name_invalid'],
    ['{"a":{"b{\\u007b":1}}', 'member_name_invalid'],
  ])('%.40s is refused', (text, code) => {
    expect(problemsOf(text)).toMatchObject([{ line: 1, code }])
  })

  test('is never too much for the compiler', () => {
    const pieces = [
      '{',
      '}',
      '{{',
      '}}',
      '"',
      "'",
      ':',
      ',',
      '\\',
      'user',
      '.',
      '||',
      'id',
      '1',
      '\n',
      ' ',
      '[',
      ']',
    ]
    const texts = fc.array(fc.constantFrom(...pieces)).map((all) => all.join(''))
    const claims = texts.map((text) => JSON.stringify({ a: text }))
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), texts, claims), (text) => {
        const compiled = compileTemplate(text)
        expect(compiled.ok || compiled.problems.length > 0).toBe(true)
      }),
    )
    expect(problemsOf('['.repeat(MAX_TEMPLATE_BYTES))).toMatchObject([{ code: 'json_too_deep' }])
  })

  test('has all its problems told at once, in its order', () => {
    const text = `{
  "sub": "{{user.nickname}}",
  "a": "{{organization.id}} {{user.private_metadata.x}}",
  "b": { "c{{": "{{}}" },
  "exp": 1
}`
    expect(problemsOf(text).map(({ line, column, code }) => [line, column, code])).toEqual([
      [2, 3, 'claim_reserved'],
      [2, 18, 'field_unknown'],
      [3, 11, 'root_unknown'],
      [3, 36, 'field_private'],
      [4, 12, 'member_name_invalid'],
      [4, 20, 'shortcode_malformed'],
      [5, 3, 'claim_reserved'],
    ])
  })

  test('has its problems placed at the character that is meant, whatever stands before it', () => {
    const unit = fc.oneof(fc.string({ unit: 'binary', maxLength: 1 }), fc.constantFrom('"', '\\', '\n'))
    const before = fc.array(unit).map((all) => all.join(''))
    const name = before.filter((text) => !text.includes('{{') && !RESERVED_CLAIMS.has(text) && text !== 'aud')
    fc.assert(
      fc.property(fc.array(name), name, fc.constantFrom('', '  ', '\r\n'), (others, prefix, space) => {
        fc.pre(!prefix.endsWith('{') && !others.includes('last') && !others.includes('__proto__'))
        const members = Object.fromEntries(others.map((other) => [other, other]))
        const text = JSON.stringify({ ...members, last: [`${prefix}{{user.id || nobody.id}}`] }, null, space)
        const [problem] = problemsOf(text)
        expect(problem).toMatchObject({ code: 'root_unknown' })
        const line = text.split('\n')[problem!.line - 1]
        expect(line?.slice(problem!.column - 1)).toMatch(/^nobody/)
      }),
    )
  })
})

describe('a shortcode', () => {
  test.each([
    '{{user.id}}',
    '{{ user.id }}',
    '{{\tuser.id\n}}',
    'before {{user.first_name}} between {{user.last_name}} after',
    "{{user.username || user.external_id || 'nobody'}}",
    "{{'it\\'s a \\\\'}}",
    "{{'}}'}}",
    "{{''}}",
    '{{-1.5e3}}',
    '{{true || false || null}}',
    '{{user.public_metadata}}',
    '{{user.public_metadata.roles.0.rôle-of:x}}',
    '{{user.public_metadata.__proto__.constructor}}',
    '{{user.public_metadata.private_metadata}}',
    '{{org_membership.role || membership.role}}',
    '{{session.actor}} {{session.actor.sub}}',
    '{{user.id}}}',
    'no shortcode: { } }} {a}',
  ])('%s is in order', (written) => {
    expect(problemsOfClaim(written)).toEqual([])
  })

  test.each<[written: string, problem: string]>([
    ['{{', 'shortcode_malformed at {{'],
    ['a {{user.id}', 'shortcode_malformed at {{user.id}'],
    ['{{}}', 'shortcode_malformed at }}'],
    ['{{  }}', 'shortcode_malformed at }}'],
    ['{{{user.id}}}', 'shortcode_malformed at {user.id}}}'],
    ['{{|| user.id}}', 'shortcode_malformed at || user.id}}'],
    ['{{user.id ||}}', 'shortcode_malformed at }}'],
    ['{{user.id | user.id}}', 'shortcode_malformed at | user.id}}'],
    ['{{user.id user.id}}', 'shortcode_malformed at user.id}}'],
    ['{{user.}}', 'shortcode_malformed at }}'],
    ['{{.id}}', 'shortcode_malformed at .id}}'],
    ['{{user..id}}', 'shortcode_malformed at .id}}'],
    ['{{user . id}}', 'shortcode_malformed at . id}}'],
    ['{{upper(user.id)}}', 'shortcode_malformed at (user.id)}}'],
    ['{{"x"}}', String.raw`shortcode_malformed at \"x\"}}`],
    ["{{'x}}", "shortcode_malformed at 'x}}"],
    ["{{'{'}}", "shortcode_malformed at {'}}"],
    ["{{'\\n'}}", String.raw`shortcode_malformed at \\n'}}`],
    ['{{01}}', 'shortcode_malformed at 1}}'],
    ['{{-}}', 'shortcode_malformed at -}}'],
    ['{{1e999}}', 'shortcode_malformed at 1e999}}'],
    ['{{undefined}}', 'root_unknown at undefined}}'],
    ['{{organization.id}}', 'root_unknown at organization.id}}'],
    ['{{User.id}}', 'root_unknown at User.id}}'],
    ['{{__proto__.id}}', 'root_unknown at __proto__.id}}'],
    ['{{user}}', 'field_unknown at user}}'],
    ['{{user.name}}', 'field_unknown at name}}'],
    ['{{user.constructor}}', 'field_unknown at constructor}}'],
    ['{{user.id.length}}', 'field_unknown at id.length}}'],
    ['{{session.actor.id}}', 'field_unknown at actor.id}}'],
    ['{{membership.permissions.0}}', 'field_unknown at permissions.0}}'],
    ['{{user.private_metadata}}', 'field_private at private_metadata}}'],
    ['{{org.private_metadata.x}}', 'field_private at private_metadata.x}}'],
    ['{{user.unsafe_metadata}}', 'user_controlled at user.unsafe_metadata}}'],
    ["{{'x' || user.unsafe_metadata.theme}}", 'user_controlled at user.unsafe_metadata.theme}}'],
    ['{{user.email}}', 'email_verified_missing at user.email}}'],
    ['{{user.primary_email_address}}', 'email_verified_missing at user.primary_email_address}}'],
  ])('%s is refused', (written, problem) => {
    expect(problemsOfClaim(written)).toEqual([problem])
  })

  test('that is malformed does not hide those behind it', () => {
    expect(problemsOfClaim('{{a b}} {{user.x}} {{')).toEqual([
      'shortcode_malformed at b}} {{user.x}} {{',
      'field_unknown at x}} {{',
      'shortcode_malformed at {{',
    ])
  })

  test('names every field of the table, and is told of them all when it names none', () => {
    for (const { name, aliases, fields } of TEMPLATE_ROOTS) {
      for (const root of [name, ...aliases]) {
        const [problem] = problemsOf(`{"a":"{{${root}.nothing}}"}`)
        for (const field of fields) {
          const text = `{"a":"{{${root}.${field.name}}}","email_verified":"{{user.email_verified}}"}`
          expect(problemsOf(text, { dangerouslyAllowUserControlledClaims: true })).toEqual([])
          expect(problem?.message).toContain(field.name)
        }
      }
    }
  })
})

describe('a claim', () => {
  test.each([...RESERVED_CLAIMS])(
    "%s is the token's own at the top level only, and in this spelling only",
    (claim) => {
      expect(problemsOf(JSON.stringify({ [claim]: 1 }))).toMatchObject([
        { column: 2, code: 'claim_reserved' },
      ])
      expect(
        problemsOf(JSON.stringify({ a: { [claim]: 1 }, [claim.toUpperCase()]: 1, [` ${claim}`]: 1 })),
      ).toEqual([])
    },
  )

  test.each(['{{', '{{user.nothing}}', '{{nobody.id}}'])(
    'aud with the shortcode %s has one problem',
    (aud) => {
      expect(problemsOf(JSON.stringify({ aud }))).toHaveLength(1)
    },
  )

  test('is reserved however it is spelled in JSON', () => {
    expect(problemsOf(String.raw`{"s\u0075b":1}`)).toMatchObject([{ code: 'claim_reserved' }])
  })

  test.each([
    '"api"',
    '["api", "web"]',
    '["api", "{{org.slug}}"]',
    '"{{org.slug}}"',
    '"https://{{org.slug}}.example"',
    '"{{membership.permissions}}"',
    '"{{user.public_metadata.audiences}}"',
  ])('aud can be %s', (value) => {
    expect(problemsOf(`{"aud":${value}}`)).toEqual([])
  })

  test.each([
    '1',
    'null',
    '""',
    '[]',
    '["api", 1]',
    '[["api"]]',
    '{"a":"api"}',
    '"{{user.created_at}}"',
    '"{{null || 1}}"',
    '"{{user.public_metadata}}"',
    '["{{membership.permissions}}"]',
  ])('aud cannot be %s', (value) => {
    expect(problemsOf(`{"aud":${value}}`)).toMatchObject([{ column: 8, code: 'audience_invalid' }])
  })

  test('comes from what users write only when that was allowed', () => {
    const text = '{"a":"{{user.unsafe_metadata.theme}}"}'
    expect(problemsOf(text)).toHaveLength(1)
    expect(problemsOf(text, { dangerouslyAllowUserControlledClaims: false })).toHaveLength(1)
    expect(problemsOf(text, { dangerouslyAllowUserControlledClaims: true })).toEqual([])
  })

  test.each<[verified: string, isEnough: boolean]>([
    ['"email_verified": "{{ user.email_verified }}"', true],
    ['"email_verified": "{{user.email_verified || true}}"', false],
    ['"email_verified": "{{true || user.email_verified}}"', false],
    ['"email_verified": "{{user.email_verified}}."', false],
    ['"email_verified": true', false],
    ['"emailVerified": "{{user.email_verified}}"', false],
    ['"a": { "email_verified": "{{user.email_verified}}" }', false],
  ])('with the address and %s is enough: %s', (verified, isEnough) => {
    const problems = problemsOf(`{ "to": { "x": "<{{user.email}}>" }, "y": "{{user.email}}", ${verified} }`)
    expect(problems).toMatchObject(isEnough ? [] : [{ column: 20, code: 'email_verified_missing' }])
  })
})
