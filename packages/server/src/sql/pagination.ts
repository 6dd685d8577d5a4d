/** Pages of lists, by a cursor that is the last row's id. */

import { type Id, type IdPrefix, type Page, type PageRequest, parseId } from '@coatcheck/core'

/** The id that a cursor is; `null` on the first page, and for what is none: lists start from the beginning then. */
export function readCursor<P extends IdPrefix>(prefix: P, { cursor }: PageRequest): Id<P> | null {
  return cursor === null ? null : parseId(prefix, cursor)
}

/** Makes a page from rows of which one more than the page holds was asked for. */
export function pageOf<R, T>(
  rows: readonly R[],
  page: PageRequest,
  read: { readonly item: (row: R) => T; readonly key: (row: R) => string },
): Page<T> {
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  return {
    data: shown.map(read.item),
    nextCursor: rows.length > page.limit && last !== undefined ? read.key(last) : null,
  }
}
