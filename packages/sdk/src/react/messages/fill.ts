/** Sentences with places in them. */

/** The sentence with `{name}` replaced by what is given of that name. */
export function fill(sentence: string, given: { readonly [name: string]: string }): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (place, name: string) => given[name] ?? place)
}
