/** Claims out of templates: types kept, nothing read twice, nothing inherited, nothing thrown. */

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../user/user.ts'
import { compileTemplate } from './compile-template.ts'
import { renderTemplate } from './render-template.ts'
import { RESERVED_CLAIMS } from './reserved-claims.ts'
import type { TemplateData } from './template-data.ts'
import { TEMPLATE_ROOTS } from './template-fields.ts'

const DATA: TemplateData = {
  user: {
    id: 'user_1',
    email_verified: false,
    first_name: 'Ada',
    last_name: null,
    created_at: 1_780_000_000,
    public_metadata: {
      role: 'admin',
      roles: ['a', { deep: true }],
      level: 0,
      empty: '',
      off: false,
      none: null,
      braces: '{{user.id}}',
      'kebab-case': 1,
    },
  },
  session: { id: 'sess_1', actor: { sub: 'user_2' } },
  org: null,
  membership: { role: 'org:admin', permissions: ['read', 'write'] },
}

function render(template: JsonObject, data: TemplateData = DATA): JsonObject {
  const compiled = compileTemplate(JSON.stringify(template))
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems))
  return renderTemplate(compiled.template, data)
}

describe('a shortcode', () => {
  test.each<[written: string, value: JsonValue]>([
    ['{{user.id}}', 'user_1'],
    ['{{user.created_at}}', 1_780_000_000],
    ['{{user.email_verified}}', false],
    ['{{user.last_name}}', null],
    ['{{user.public_metadata.roles}}', ['a', { deep: true }]],
    ['{{user.public_metadata.roles.0}}', 'a'],
    ['{{user.public_metadata.roles.1.deep}}', true],
    ['{{user.public_metadata.roles.2}}', null],
    ['{{user.public_metadata.roles.00}}', null],
    ['{{user.public_metadata.roles.length}}', null],
    ['{{user.public_metadata.role.length}}', null],
    ['{{user.public_metadata.role.0}}', null],
    ['{{user.public_metadata.kebab-case}}', 1],
    ['{{user.public_metadata.nothing.at.all}}', null],
    ['{{user.public_metadata.__proto__}}', null],
    ['{{user.public_metadata.constructor.name}}', null],
    ['{{user.public_metadata.toString}}', null],
    ['{{user.public_metadata.roles.map}}', null],
    ['{{user.locale}}', null],
    ['{{org.id}}', null],
    ['{{client.id}}', null],
    ['{{session.actor.sub}}', 'user_2'],
    ['{{org_membership.role}}', 'org:admin'],
    ["{{'it\\'s \\\\'}}", "it's \\"],
    ["{{'}}'}}", '}}'],
    ['{{-1.5e1}}', -15],
    ['{{true}}', true],
    ['{{null}}', null],
    ["{{org.id || user.last_name || 'nobody'}}", 'nobody'],
    ["{{user.public_metadata.off || 'x'}}", false],
    ["{{user.public_metadata.level || 'x'}}", 0],
    ["{{user.public_metadata.empty || 'x'}}", ''],
    ['{{user.public_metadata.none || org.id}}', null],
    [' {{user.created_at}}', ' 1780000000'],
    ['{{user.first_name}} {{user.last_name}}!', 'Ada !'],
    [
      '{{user.email_verified}}{{session.actor}}{{membership.permissions}}',
      'false{"sub":"user_2"}["read","write"]',
    ],
    ['{{user.public_metadata.braces}}', '{{user.id}}'],
    ['{{user.public_metadata.braces}}{{user.id}}', '{{user.id}}user_1'],
    ['{{user.id}}}', 'user_1}'],
  ])('%s renders as %j', (written, value) => {
    expect(render({ a: written })).toEqual({ a: value })
    expect(render({ a: [{ b: written }] })).toEqual({ a: [{ b: value }] })
  })

  test('reaches a member of metadata that has the name of something inherited', () => {
    const metadata = JSON.parse('{"__proto__":1,"constructor":2}') as JsonObject
    const data = { user: { public_metadata: metadata } }
    expect(
      render({ a: '{{user.public_metadata.__proto__}}{{user.public_metadata.constructor}}' }, data),
    ).toEqual({
      a: '12',
    })
  })
})

describe('a template', () => {
  test('without shortcodes renders as it is', () => {
    const plain = { a: [1, 'x', null, true, { b: [] }], c: {}, '': 'd', e: '}} { }' }
    expect(render(plain)).toEqual(plain)
  })

  test.each<[aud: JsonValue, rendered: JsonValue | undefined]>([
    ['api', 'api'],
    [['api', '{{org.slug}}', '{{user.public_metadata.empty}}'], ['api']],
    ['{{membership.permissions}}', ['read', 'write']],
    ['{{user.public_metadata.roles}}', ['a']],
    ['{{user.public_metadata.level}}', undefined],
    ['{{org.slug}}', undefined],
    ['{{org.slug}}{{org.id}}', undefined],
    [['{{org.slug}}'], undefined],
  ])('with the audience %j has the audience %j', (aud, rendered) => {
    expect(render({ aud, a: 1 })).toEqual(rendered === undefined ? { a: 1 } : { a: 1, aud: rendered })
  })

  test('renders for no data at all', () => {
    expect(render({ a: '{{user.id}}', b: 'x{{org.id}}' }, {})).toEqual({ a: null, b: 'x' })
  })
})

const paths = TEMPLATE_ROOTS.flatMap((root) =>
  root.fields.filter(({ name }) => name !== 'email').map((field) => `${root.name}.${field.name}`),
)
const deeper = fc.constantFrom('', '.a', '.0', '.a.0.b', '.__proto__', '.constructor.name')
const operand = fc.oneof(
  fc
    .tuple(fc.constantFrom(...paths), deeper)
    .map(([path, rest]) => path + (path.endsWith('metadata') ? rest : '')),
  fc.constantFrom("''", "'}'", "'{'", "'x\\''", '0', '-1', 'true', 'null'),
)
const shortcode = fc.array(operand, { minLength: 1, maxLength: 3 }).map((all) => `{{${all.join(' || ')}}}`)
const noise = fc.constantFrom('{', '}', '{{', '}}', "'", '|', 'user.id', ' ', '\\', '"')
const text = fc.oneof(
  { weight: 4, arbitrary: shortcode },
  {
    weight: 4,
    arbitrary: fc.array(fc.oneof(shortcode, fc.constantFrom('{', '}', ' ', 'x'))).map((all) => all.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: noise, maxLength: 6 }) },
)
const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.constantFrom<JsonValue>(1, true, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 3 }), tie('value'), { maxKeys: 3 }),
  ),
}))
const claimNames = fc.oneof(
  fc.constantFrom('aud', 'sub', 'email_verified', 'toJSON', 'constructor'),
  fc.string(),
)
const templates = fc
  .dictionary(claimNames, value, { maxKeys: 5 })
  .map((template) =>
    compileTemplate(JSON.stringify(template), { dangerouslyAllowUserControlledClaims: true }),
  )
  .filter((compiled) => compiled.ok)

/** JSON without an opening brace in any text: two of them in a row in a claim are the template's. */
const { json } = fc.letrec<{ json: JsonValue }>((tie) => {
  const braceless = fc.string().map((written) => written.replaceAll('{', ''))
  return {
    json: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(braceless, fc.constantFrom<JsonValue>('', 0, 1.5, false, null)),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(braceless, fc.constantFrom('a', 'b', '0')), tie('json'), { maxKeys: 3 }),
    ),
  }
})
const records = fc
  .record(
    Object.fromEntries(
      TEMPLATE_ROOTS.map((root) => {
        const fields = Object.fromEntries(root.fields.map(({ name }) => [name, json]))
        return [root.name, fc.option(fc.record(fields, { requiredKeys: [] }), { nil: null })]
      }),
    ),
    { requiredKeys: [] },
  )
  .map((record) => JSON.parse(JSON.stringify(record)) as TemplateData)

describe('whatever template is accepted, and whatever the data are,', () => {
  test('the claims are JSON, all there, none of them reserved, and without a shortcode', () => {
    fc.assert(
      fc.property(templates, records, ({ template }, data) => {
        const claims = renderTemplate(template, data)
        const written = JSON.stringify(claims)
        expect(isDeepStrictEqual(JSON.parse(written), claims)).toBe(true)
        expect(written).not.toContain('{{')
        const names = template.claims.members.map(({ name }) => name)
        expect(names.filter((name) => !Object.hasOwn(claims, name) && name !== 'aud')).toEqual([])
        expect(Object.keys(claims).filter((name) => RESERVED_CLAIMS.has(name))).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  test('an audience is one that a verifier can read', () => {
    fc.assert(
      fc.property(templates, records, ({ template }, data) => {
        const { aud } = renderTemplate(template, data)
        const audiences = aud === undefined ? ['none'] : [aud].flat()
        expect(audiences.length).toBeGreaterThan(0)
        expect(audiences.every((one) => typeof one === 'string' && one !== '')).toBe(true)
      }),
    )
  })

  test('data of another shape than they say do not make it throw', () => {
    fc.assert(
      fc.property(
        templates,
        fc.dictionary(fc.constantFrom('user', 'org', 'client'), fc.jsonValue()),
        (compiled, data) => {
          expect(() => renderTemplate(compiled.template, data as TemplateData)).not.toThrow()
        },
      ),
    )
  })
})
