/** What is wrong with the text of a template, and where. */

/** What can be wrong. */
export type TemplateProblemCode =
  /** The text is not JSON. */
  | 'json_invalid'
  | 'json_too_large'
  | 'json_too_deep'
  /** An object has two members of one name. */
  | 'member_repeated'
  /** A member's name holds a shortcode, or is `__proto__`. */
  | 'member_name_invalid'
  /** The template is JSON, but not an object. */
  | 'not_an_object'
  | 'claim_reserved'
  /** `aud` could be something else than a string or an array of strings. */
  | 'audience_invalid'
  | 'shortcode_malformed'
  | 'root_unknown'
  | 'field_unknown'
  /** A shortcode asks for private metadata. */
  | 'field_private'
  /** A shortcode asks for what the user writes, which nobody allowed. */
  | 'user_controlled'
  /** The e-mail address goes without the claim that says whether it was verified. */
  | 'email_verified_missing'

/** One problem. The message says what is allowed. */
export type TemplateProblem = {
  /** From 1. */
  readonly line: number
  /** In UTF-16 units, from 1. */
  readonly column: number
  readonly code: TemplateProblemCode
  readonly message: string
}
