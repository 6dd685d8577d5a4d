/** What the database says is wrong. */

/** The SQLSTATE or system code of a failure; empty when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
