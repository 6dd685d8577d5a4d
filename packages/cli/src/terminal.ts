/** Emphasis on a terminal: escape codes where they are understood, nothing elsewhere. */

/** Emphasizes texts. */
export type Terminal = {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly warning: (text: string) => string
}

const asIs = (text: string): string => text

/** A terminal that shows no emphasis: a file, a pipe, a log collector. */
export const PLAIN: Terminal = { bold: asIs, dim: asIs, good: asIs, warning: asIs }

/** A terminal with colours. */
export const COLORFUL: Terminal = {
  bold: (text) => `\u001B[1m${text}\u001B[22m`,
  dim: (text) => `\u001B[2m${text}\u001B[22m`,
  good: (text) => `\u001B[32m${text}\u001B[39m`,
  warning: (text) => `\u001B[33m${text}\u001B[39m`,
}

/** Colours on a terminal, unless `NO_COLOR` is set to anything (no-color.org). */
export function terminalFor(
  isTerminal: boolean,
  environment: { readonly [name: string]: string | undefined },
): Terminal {
  return isTerminal && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb'
    ? COLORFUL
    : PLAIN
}
