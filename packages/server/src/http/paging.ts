/** Lists over HTTP: `limit` and `cursor` in the query, `data` and `nextCursor` in the answer. */

import type { Page, PageRequest } from '@coatcheck/core'
import { z } from 'zod'
import { json } from './route.ts'

/** The query members of every list that comes in pages. */
export const pageQuery: {
  readonly limit: z.ZodOptional<z.ZodCoercedNumber<string>>
  readonly cursor: z.ZodOptional<z.ZodString>
} = {
  limit: z.coerce.number<string>().int().min(1).max(500).optional().describe('How many at most. Default 50'),
  cursor: z.string().min(1).max(128).optional().describe('`nextCursor` of the page before'),
}

const DEFAULT_LIMIT = 50

/** The page that a query asks for. */
export function pageRequest(query: {
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}): PageRequest {
  return { limit: query.limit ?? DEFAULT_LIMIT, cursor: query.cursor ?? null }
}

/** The form of a page's answer. */
export function pageSchema(item: z.ZodType): z.ZodObject {
  return z.object({
    data: z.array(item),
    nextCursor: z.string().nullable().describe('Ask with it for the next page; null on the last one'),
  })
}

/** Answers a page. */
export function pageJson<T>(page: Page<T>, item: (value: T) => unknown): Response {
  return json(200, { data: page.data.map(item), nextCursor: page.nextCursor })
}
