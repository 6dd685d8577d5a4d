/** Numbers of things, as a language counts them. */

/** How a number of things is said, in each of the forms that the language has; given the number as it is written. */
export type CountForms = { readonly other: (count: string) => string } & {
  readonly [C in Exclude<Intl.LDMLPluralRule, 'other'>]?: (count: string) => string
}

/** Says a number of things. */
export type Counter = (count: number, forms: CountForms) => string

/** The counter of a language: the form is chosen by its rules (Unicode's plural rules, cardinal). */
export function counterOf(tag: string): Counter {
  const rules = new Intl.PluralRules(tag)
  const numbers = new Intl.NumberFormat(tag)
  return (count, forms) => (forms[rules.select(count)] ?? forms.other)(numbers.format(count))
}
