/** Problems as they are found: at an index of some text, in any order. */

import type { TemplateProblem, TemplateProblemCode } from './template-problem.ts'

/** A problem as it is found: at an index of some text. */
export type Finding = {
  readonly index: number
  readonly code: TemplateProblemCode
  readonly message: string
}

/** Puts what was found into the order of the text, by line and column. */
export function locateFindings(text: string, findings: readonly Finding[]): readonly TemplateProblem[] {
  let line = 1
  let lineStart = 0
  return findings
    .toSorted((one, other) => one.index - other.index)
    .map(({ index, code, message }) => {
      for (;;) {
        const lineEnd = text.indexOf('\n', lineStart)
        if (lineEnd === -1 || lineEnd >= index) return { line, column: index - lineStart + 1, code, message }
        line++
        lineStart = lineEnd + 1
      }
    })
}
