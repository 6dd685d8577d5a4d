/** Reads a template when it is saved: whatever is wrong with it is found then, never in a token. */

import { encodeUtf8 } from '../encoding/utf8.ts'
import { canBeAudience } from './audience.ts'
import { type Finding, locateFindings } from './finding.ts'
import {
  parsePositioned,
  type PositionedMember,
  type PositionedValue,
  unitIndexes,
} from './positioned-json.ts'
import { RESERVED_CLAIMS } from './reserved-claims.ts'
import { hasShortcode, readShortcodes, type WrittenOperand, type WrittenPath } from './shortcode.ts'
import { readPathOperand } from './template-path.ts'
import type { TemplateProblem } from './template-problem.ts'
import type {
  Template,
  TemplateMember,
  TemplateObject,
  TemplateOperand,
  TemplateShortcode,
  TemplateValue,
} from './template.ts'

/** The largest text of a template, in bytes of UTF-8. */
export const MAX_TEMPLATE_BYTES: number = 16 * 1024

/** What a template may do beyond what every one may. */
export type TemplateOptions = {
  /** Lets claims come from `unsafe_metadata`, which users write: whoever decides by such a claim lets users decide. */
  readonly dangerouslyAllowUserControlledClaims?: boolean
}

/** A template that can be rendered, or all that is wrong with its text, in the text's order. */
export type CompiledTemplate =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] }

type Compiler = {
  readonly text: string
  readonly options: TemplateOptions
  readonly findings: Finding[]
  /** Where the user's address is first asked for. */
  emailIndex: number | null
}

/** Stands in for a path that was refused. Text may stand anywhere, so it is not refused again. */
const REFUSED: TemplateOperand = { kind: 'literal', value: 'refused' }

type Place = (offset: number) => number

/** Compiles the text of a template. Total: no text makes it throw. */
export function compileTemplate(text: string, options: TemplateOptions = {}): CompiledTemplate {
  const bytes = encodeUtf8(text).length
  if (bytes > MAX_TEMPLATE_BYTES) {
    const message = `A template has ${MAX_TEMPLATE_BYTES} bytes at most; this one has ${bytes}.`
    return { ok: false, problems: [{ line: 1, column: 1, code: 'json_too_large', message }] }
  }
  const { value, findings } = parsePositioned(text)
  const compiler: Compiler = { text, options, findings: [...findings], emailIndex: null }
  const claims = value === null ? null : compileClaims(compiler, value)
  return claims !== null && compiler.findings.length === 0
    ? { ok: true, template: { claims } }
    : { ok: false, problems: locateFindings(text, compiler.findings) }
}

function compileClaims(compiler: Compiler, value: PositionedValue): TemplateObject | null {
  if (value.kind !== 'object') {
    const message = 'A template is a JSON object: its members are the claims.'
    compiler.findings.push({ index: value.index, code: 'not_an_object', message })
    return null
  }
  const claims = value.members.map((member) => compileClaim(compiler, member))
  if (compiler.emailIndex !== null && !claims.some(saysWhetherVerified)) {
    const message =
      'Add "email_verified": "{{user.email_verified}}" to the top level: the address may be anybody\'s.'
    compiler.findings.push({ index: compiler.emailIndex, code: 'email_verified_missing', message })
  }
  return objectOf(claims, ({ name }) => name !== 'aud')
}

function compileClaim(compiler: Compiler, member: PositionedMember): TemplateMember {
  const claim = compileMember(compiler, member)
  if (RESERVED_CLAIMS.has(claim.name)) {
    const message = `The token itself sets ${JSON.stringify(claim.name)}. Take another name, or put it into an object.`
    compiler.findings.push({ index: member.index, code: 'claim_reserved', message })
  }
  if (claim.name === 'aud' && !canBeAudience(claim.value)) {
    const message = '"aud" is a string that is not empty, or an array of such.'
    compiler.findings.push({ index: member.value.index, code: 'audience_invalid', message })
  }
  return claim
}

function compileMember(compiler: Compiler, { index, name, value }: PositionedMember): TemplateMember {
  if (hasShortcode(name)) {
    const message = 'The name of a member has no shortcodes: only its value has.'
    const at = placeOf(compiler, index)
    compiler.findings.push({ index: at(name.indexOf('{{')), code: 'member_name_invalid', message })
  }
  if (name === '__proto__') {
    const message = 'No member has the name "__proto__".'
    compiler.findings.push({ index, code: 'member_name_invalid', message })
  }
  return { name, value: compileValue(compiler, value) }
}

function compileValue(compiler: Compiler, value: PositionedValue): TemplateValue {
  switch (value.kind) {
    case 'scalar':
      return { kind: 'constant', value: value.value }
    case 'string':
      return compileString(compiler, value.index, value.value)
    case 'array':
      return { kind: 'list', items: value.items.map((item) => compileValue(compiler, item)) }
    case 'object':
      return objectOf(value.members.map((member) => compileMember(compiler, member)))
  }
}

function objectOf(
  members: readonly TemplateMember[],
  isAlwaysThere: (member: TemplateMember) => boolean = () => true,
): TemplateObject {
  const blank = Object.fromEntries(members.filter(isAlwaysThere).map(({ name }) => [name, null]))
  return { kind: 'object', members, blank }
}

function compileString(compiler: Compiler, start: number, value: string): TemplateValue {
  if (!hasShortcode(value)) return { kind: 'constant', value }
  const written = readShortcodes(value)
  const at = placeOf(compiler, start)
  const parts = written.parts.map((part) =>
    typeof part === 'string' ? part : compileShortcode(compiler, at, part),
  )
  for (const { index, code, message } of written.findings) {
    compiler.findings.push({ index: at(index), code, message })
  }
  const [only] = parts
  return parts.length === 1 && typeof only === 'object' ? only : { kind: 'text', parts }
}

/** Tells where in the template's text a unit of the string that opens at `start` stands. */
function placeOf(compiler: Compiler, start: number): Place {
  let indexes: readonly number[] | null = null
  return (offset) => {
    indexes ??= unitIndexes(compiler.text, start)
    return indexes[offset] ?? start
  }
}

function compileShortcode(
  compiler: Compiler,
  at: Place,
  written: readonly WrittenOperand[],
): TemplateShortcode {
  const operands = written.map((operand) =>
    operand.kind === 'literal' ? operand : compilePath(compiler, at, operand.segments),
  )
  return { kind: 'shortcode', operands }
}

function compilePath(compiler: Compiler, at: Place, segments: WrittenPath): TemplateOperand {
  const reading = readPathOperand(segments)
  if (!reading.ok) {
    compiler.findings.push({ ...reading.finding, index: at(reading.finding.index) })
    return REFUSED
  }
  const [root, field] = reading.operand.path
  if (field === 'unsafe_metadata' && compiler.options.dangerouslyAllowUserControlledClaims !== true) {
    const message =
      'Users write unsafe_metadata themselves. Take public_metadata, or set dangerouslyAllowUserControlledClaims.'
    compiler.findings.push({ index: at(segments[0].index), code: 'user_controlled', message })
  }
  if (root === 'user' && field === 'email') compiler.emailIndex ??= at(segments[0].index)
  return reading.operand
}

/** Whether a claim is `email_verified` as the user's record has it, with nothing to fall back to. */
function saysWhetherVerified({ name, value }: TemplateMember): boolean {
  if (name !== 'email_verified' || value.kind !== 'shortcode' || value.operands.length !== 1) return false
  const [operand] = value.operands
  return operand?.kind === 'path' && operand.path.join('.') === 'user.email_verified'
}
