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

/** Reads all pages of a list. For lists that are bounded by one person's life. */
export async function readAllPages<T>(read: (page: PageRequest) => Promise<Page<T>>): Promise<readonly T[]> {
  const all: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = await read({ limit: 500, cursor })
    all.push(...page.data)
    cursor = page.nextCursor
  } while (cursor !== null)
  return all
}
