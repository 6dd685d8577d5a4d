/** Creates an organization, with the slug that was given or one that is made of its name. */

import {
  type ActContext,
  newId,
  type NewOrganization,
  type OrganizationCreation,
  type Slug,
  slugOfName,
  suffixedSlug,
  type UserId,
} from '@coatcheck/core'
import type { Server } from '../server.ts'

/** What there is to know of it. */
export type OrganizationDraft = Pick<NewOrganization, 'name' | 'metadata'> & {
  /** Left out: made of the name. */
  readonly slug?: Slug | undefined
}

/** What became of it. */
export type DraftCreation =
  | OrganizationCreation
  /** None was given, and nothing of the name can stand in one. */
  | { readonly outcome: 'slug-missing' }

/** 30 random bits. */
const RANDOM_LENGTH = 6

/**
 * Creates it. A slug that was given is taken as it is, or refused. One of the name gives way to another organization's:
 * `acme`, `acme-2`, `acme-` and the end of its id, which no two requests share, however many come at once.
 */
export async function newOrganization(
  { store, clock, random }: Pick<Server, 'store' | 'clock' | 'random'>,
  { name, slug: given, metadata }: OrganizationDraft,
  creatorId: UserId,
  context: ActContext,
): Promise<DraftCreation> {
  const id = newId('org', clock.nowMs(), random)
  const slug = given ?? slugOfName(name)
  if (slug === null) return { outcome: 'slug-missing' }
  const others = ['2', id.slice(-RANDOM_LENGTH)].map((suffix) => suffixedSlug(slug, suffix))
  const slugs = given === undefined ? [slug, ...others] : [slug]
  for (const candidate of slugs) {
    const created = await store.organizations.create(
      { id, name, slug: candidate, metadata },
      creatorId,
      context,
    )
    if (created.outcome !== 'slug-taken') return created
  }
  return { outcome: 'slug-taken' }
}
