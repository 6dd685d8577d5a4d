/** Which of the languages that there are suits somebody best (RFC 4647 section 3.4). */

/**
 * Looks a language up: the first that is there, each also without its ends, so that `de-AT` finds `de`.
 *
 * @param wanted Language tags, the most wanted first.
 * @param isThere Says so of a tag in lower case.
 * @returns The tag in lower case; `null` for none of them.
 */
export function lookupLanguage(wanted: readonly string[], isThere: (tag: string) => boolean): string | null {
  for (const tag of wanted) {
    const subtags = tag.toLowerCase().split('-')
    while (subtags.length > 0) {
      const candidate = subtags.join('-')
      if (isThere(candidate)) return candidate
      subtags.pop()
      // A letter or digit alone begins an extension: without what follows, it means nothing.
      if (subtags.at(-1)?.length === 1) subtags.pop()
    }
  }
  return null
}
