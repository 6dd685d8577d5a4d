/** A compiled template: what its claims are rendered from, and what their type follows from. */

import type { JsonObject } from '../user/user.ts'
import type { TemplateField, TemplateRootName } from './template-fields.ts'

/** One value in a shortcode: a literal, or where to find it. */
export type TemplateOperand =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | {
      readonly kind: 'path'
      readonly field: TemplateField
      /** From the root down; what comes after the field's own name leads into metadata. */
      readonly path: readonly [TemplateRootName, ...string[]]
    }

/** A shortcode: the first of its operands that is not null. */
export type TemplateShortcode = { readonly kind: 'shortcode'; readonly operands: readonly TemplateOperand[] }

/** A value of the template. */
export type TemplateValue =
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null }
  | TemplateShortcode
  | { readonly kind: 'text'; readonly parts: readonly (string | TemplateShortcode)[] }
  | { readonly kind: 'list'; readonly items: readonly TemplateValue[] }
  | TemplateObject

/** An object of the template. */
export type TemplateObject = {
  readonly kind: 'object'
  readonly members: readonly TemplateMember[]
  /** The members that are always there, all null: filling a copy is far cheaper than adding member by member. */
  readonly blank: JsonObject
}

/** A member of an object in the template. */
export type TemplateMember = { readonly name: string; readonly value: TemplateValue }

/** A template that `compileTemplate` found in order. */
export type Template = { readonly claims: TemplateObject }
