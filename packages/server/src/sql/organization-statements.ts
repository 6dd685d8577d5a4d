/** Statements about organizations that both engines run. */

import { MAX_TOKEN_SECONDS, type PageRequest } from '@coatcheck/core'
import { readCursor } from './pagination.ts'

/** When the last token is dead of an organization, or of a role: nobody looks through the sessions of all members. */
export const ORGANIZATION_TOKENS_MS: number = MAX_TOKEN_SECONDS * 1000

/** A patch is any number of these columns; `null` leaves one as it is. */
export const UPDATE_ORGANIZATION = `organizations SET name = coalesce(:name, name), slug = coalesce(:slug, slug),
    public_metadata = coalesce(:public_metadata, public_metadata),
    private_metadata = coalesce(:private_metadata, private_metadata), version = version + 1, updated_at = :now
  WHERE id = :id AND version = coalesce(:version, version) RETURNING *`

export const INSERT_ORGANIZATION = `INSERT INTO organizations
    (id, name, slug, public_metadata, private_metadata, version, created_at, updated_at)
  SELECT :id, :name, :slug, :public_metadata, :private_metadata, 1, clock.now, clock.now
  FROM (SELECT :now AS now) AS clock WHERE TRUE ON CONFLICT (slug) DO NOTHING RETURNING *`

export const LIST_ORGANIZATIONS = `SELECT * FROM organizations
  WHERE id < :before AND (lower(name) LIKE lower(:pattern) ESCAPE '\\' OR slug LIKE lower(:pattern) ESCAPE '\\')
  ORDER BY id DESC LIMIT :limit`

/** `:before` and `:limit` of a page: no id of the kind comes before the cursor of a first one. */
export function pageParameters(
  prefix: 'org' | 'user' | 'inv' | 'app',
  page: PageRequest,
): { readonly before: string; readonly limit: number } {
  return { before: readCursor(prefix, page) ?? `${prefix}_z`, limit: page.limit + 1 }
}

/** The pattern that finds a part of a text, taken literally; everything for `null`. */
export function patternOf(query: string | null): string {
  return query === null ? '%' : `%${query.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}
