/** What is wrong with the text of a template, and where. */

/** What can be wrong, and what each of it means. */
export const TEMPLATE_PROBLEMS = {
  json_invalid: 'The text is not JSON.',
  json_too_large: 'The text is too large.',
  json_too_deep: 'Objects and arrays are nested too deep.',
  member_repeated: 'An object has two members of one name.',
  member_name_invalid: "A member's name holds a shortcode, or is `__proto__`.",
  not_an_object: 'The template is JSON, but not an object.',
  claim_reserved: 'The token itself sets this claim.',
  audience_invalid: '`aud` could be something else than a string or an array of strings.',
  shortcode_malformed: 'This is no shortcode.',
  root_unknown: 'A path begins with what is no root.',
  field_unknown: 'A path names what its root does not have.',
  field_private: 'A shortcode asks for private metadata.',
  user_controlled: 'A shortcode asks for what the user writes, which nobody allowed.',
  email_verified_missing: 'The e-mail address goes without the claim that says whether it was verified.',
} as const

/** What can be wrong. */
export type TemplateProblemCode = keyof typeof TEMPLATE_PROBLEMS

/** One problem. The message says what is allowed. */
export type TemplateProblem = {
  /** From 1. */
  readonly line: number
  /** In UTF-16 units, from 1. */
  readonly column: number
  readonly code: TemplateProblemCode
  readonly message: string
}
