/** Slugs: the names of organizations in URLs. */

import type { Brand } from '../brand.ts'

/** A name of lower-case letters, digits and single hyphens between them. No id has this shape. */
export type Slug = Brand<string, 'Slug'>

/** What fits into a label of a domain name (RFC 1035 section 2.3.4). */
const MAX_LENGTH = 63
const SHAPE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/** Reads a slug: trimmed and lower-cased. @returns The slug, or `null` when it cannot be one. */
export function normalizeSlug(text: string): Slug | null {
  const spelled = text.trim().toLowerCase()
  return spelled.length <= MAX_LENGTH && SHAPE.test(spelled) ? (spelled as Slug) : null
}

/** Proposes the slug of a name; `null` when nothing of the name can stand in one. */
export function slugOfName(name: string): Slug | null {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const words = plain.split(/[^a-z0-9]+/).filter((word) => word !== '')
  return normalizeSlug(cut(words.join('-'), MAX_LENGTH))
}

/** A slug with a suffix of letters and digits behind it, for when the slug itself is taken; cut so that both fit. */
export function suffixedSlug(slug: Slug, suffix: string): Slug {
  return `${cut(slug, MAX_LENGTH - suffix.length - 1)}-${suffix}` as Slug
}

function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/-$/, '')
}
