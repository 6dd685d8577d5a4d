/** What a browser says of the languages that its person reads (RFC 9110 section 12.5.4). */

/** More than any browser sends; what is beyond it is not looked at. */
const MAX_LENGTH = 1_024
const MAX_RANGES = 32

const RANGE =
  /^(?<tag>[a-z]{1,8}(?:-[a-z0-9]{1,8}){0,7})(?:[ \t]*;[ \t]*q=(?<weight>0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/i

/**
 * Reads an `Accept-Language` header: the languages, the most wanted first. What is none is passed over, as are those
 * that are not wanted (`q=0`) and `*`, which asks for nothing that a server would not do anyhow.
 */
export function acceptedLanguages(header: string): readonly string[] {
  const wanted = header
    .slice(0, MAX_LENGTH)
    .split(',', MAX_RANGES)
    .flatMap((part) => {
      const { tag, weight = '1' } = RANGE.exec(part.trim())?.groups ?? {}
      return tag === undefined || Number(weight) === 0 ? [] : [{ tag, weight: Number(weight) }]
    })
  return wanted.toSorted((one, other) => other.weight - one.weight).map(({ tag }) => tag)
}
