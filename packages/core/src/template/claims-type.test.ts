/** Types of claims: source text that a TypeScript parser reads, whatever the names and the sample. */

import { transformSync } from 'esbuild'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../user/user.ts'
import { claimsType } from './claims-type.ts'
import { compileTemplate } from './compile-template.ts'
import type { TemplateData } from './template-data.ts'
import { TEMPLATE_STARTERS } from './template-starters.ts'

const SAMPLE: TemplateData = {
  user: {
    public_metadata: {
      role: 'admin',
      level: 1,
      tags: ['a', 2],
      plan: { 'is-paid': true, until: null },
      none: {},
    },
  },
}

function typeOf(template: JsonObject | string, sample?: TemplateData): string {
  const compiled = compileTemplate(typeof template === 'string' ? template : JSON.stringify(template))
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems))
  return claimsType(compiled.template, sample)
}

/** The type of one claim on one line. */
function typeOfClaim(value: JsonValue, sample?: TemplateData): string {
  const [, type = ''] = /^\{ a: (.*); \}$/.exec(typeOf({ a: value }, sample).replace(/\s+/g, ' ')) ?? []
  return type
}

describe('the type of a claim', () => {
  test.each<[value: JsonValue, type: string]>([
    ['x', 'string'],
    [1, 'number'],
    [true, 'boolean'],
    [null, 'null'],
    [[], 'unknown[]'],
    [['a', 'b'], 'string[]'],
    [['a', null, 1], '(string | number | null)[]'],
    [{}, '{ [member: string]: unknown }'],
    [{ b: [{ 'c-d': '{{user.id}}' }] }, '{ b: { "c-d": string; }[]; }'],
    ['{{user.id}}', 'string'],
    ['{{user.created_at}}', 'number'],
    ['{{user.username}}', 'string | null'],
    ["{{user.username || 'nobody'}}", 'string'],
    ['{{user.username || user.last_sign_in_at}}', 'string | number | null'],
    ['{{user.id || 1}}', 'string'],
    ['{{null || 1}}', 'number'],
    ['{{user.username}} {{user.created_at}}', 'string'],
    ['{{session.actor}}', '{ sub: string } | null'],
    ['{{session.actor.sub}}', 'string | null'],
    ['{{membership.permissions}}', 'string[] | null'],
    ['{{user.public_metadata}}', '{ [member: string]: unknown }'],
    ['{{org.public_metadata}}', '{ [member: string]: unknown } | null'],
    ['{{user.public_metadata.role}}', 'unknown'],
    ["{{user.public_metadata.role || 'member'}}", 'unknown'],
  ])('%j is %s', (value, type) => {
    expect(typeOfClaim(value)).toBe(type)
  })

  test.each<[value: JsonValue, type: string]>([
    ['{{user.public_metadata.role}}', 'string | null'],
    ["{{user.public_metadata.role || 'member'}}", 'string'],
    ['{{user.public_metadata.level || user.id}}', 'number | string'],
    ['{{user.public_metadata.tags}}', '(string | number)[] | null'],
    ['{{user.public_metadata.tags.1}}', 'number | null'],
    ['{{user.public_metadata.plan}}', '{ "is-paid"?: boolean; until?: unknown; } | null'],
    ['{{user.public_metadata.none}}', '{ [member: string]: unknown } | null'],
    ['{{user.public_metadata.other}}', 'unknown'],
    ['{{user.public_metadata.constructor}}', 'unknown'],
    [
      '{{user.public_metadata}}',
      '{ role?: string; level?: number; tags?: (string | number)[]; plan?: { "is-paid"?: boolean; until?: unknown; }; none?: { [member: string]: unknown }; }',
    ],
  ])('%j with a sample is %s', (value, type) => {
    expect(typeOfClaim(value, SAMPLE)).toBe(type)
  })

  test.each<[aud: JsonValue, member: string]>([
    ['api', 'aud: string;'],
    ['api-{{org.slug}}', 'aud: string;'],
    ['{{org.slug}}{{org.id}}', 'aud?: string;'],
    [['api', '{{org.slug}}'], 'aud: string[];'],
    [['{{org.slug}}'], 'aud?: string[];'],
    ['{{membership.permissions}}', 'aud?: string | string[];'],
  ])('aud %j is the member %s', (aud, member) => {
    expect(typeOf({ aud })).toBe(`{\n  ${member}\n}`)
  })
})

describe('the type of all claims', () => {
  test('is laid out line by line', () => {
    expect(typeOf(TEMPLATE_STARTERS.supabase, SAMPLE)).toBe(`{
  aud: string;
  role: string;
  email: string;
  email_verified: boolean;
  app_metadata: {
    role?: string;
    level?: number;
    tags?: (string | number)[];
    plan?: {
      "is-paid"?: boolean;
      until?: unknown;
    };
    none?: { [member: string]: unknown };
  };
  user_metadata: {
    full_name: string | null;
    avatar_url: string | null;
  };
}`)
  })

  test('is the body of an interface, whatever the names and the sample', () => {
    const names = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom('a b', '*/', '"', 'new', 'constructor', '1'),
    )
    const json = fc.jsonValue() as fc.Arbitrary<JsonValue>
    fc.assert(
      fc.property(fc.dictionary(names, json), fc.dictionary(names, json), (constants, metadata) => {
        const compiled = compileTemplate(
          JSON.stringify({
            ...constants,
            last: ['{{user.public_metadata}}', '{{user.public_metadata.a || 1}}'],
          }),
        )
        fc.pre(compiled.ok)
        const type = claimsType(compiled.template, { user: { public_metadata: metadata } })
        const { warnings } = transformSync(`interface Claims ${type}`, { loader: 'ts' })
        expect(warnings).toEqual([])
      }),
    )
  })
})
