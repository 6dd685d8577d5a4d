/** Lists come in pages, by cursor. */

/** One page of a list. */
export type Page<T> = {
  readonly data: readonly T[]
  /** Hand this in to get the next page; `null` on the last one. */
  readonly nextCursor: string | null
}

/** Which page is asked for. */
export type PageRequest = {
  /** 1 to 500. */
  readonly limit: number
  /** A `nextCursor` given out before, or `null` for the first page. An unknown one starts from the beginning. */
  readonly cursor: string | null
}
