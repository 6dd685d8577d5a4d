/**
 * Memberships as this node read them last, for the tokens that tell them. Whatever changes one is named by the log: its
 * user, its organization, or its role.
 */

import type { Clock, MembershipKey, OrganizationId, Store, UserId, UserMembership } from '@coatcheck/core'
import { createRemembered } from './remembered.ts'

/** Puts the cache in front of a store that other nodes write to. */
export function cacheMemberships(store: Store, clock: Clock): Store {
  const { memberships, organizations, invitations, roles, copies } = store
  const known = createRemembered<UserMembership | null>((name) => memberships.find(keyOf(name)), clock)

  /** What is named: a user, an organization or a role. */
  function dropNamed(id: string): void {
    known.dropIf((found, name) => name.split(' ').includes(id) || found?.role.key === id)
  }

  /** What is written here is known here at once. */
  async function dropping<T>(id: string, work: Promise<T>): Promise<T> {
    try {
      return await work
    } finally {
      dropNamed(id)
    }
  }

  return {
    ...store,
    memberships: {
      ...memberships,
      find: (key) => known.get(nameOf(key)),
      findAsOf: (key, position) => known.getAsOf(nameOf(key), position),
      create: (membership, context) => dropping(membership.userId, memberships.create(membership, context)),
      setRole: (key, ...rest) => dropping(key.userId, memberships.setRole(key, ...rest)),
      setMetadata: (key, ...rest) => dropping(key.userId, memberships.setMetadata(key, ...rest)),
      delete: (key, context) => dropping(key.userId, memberships.delete(key, context)),
    },
    organizations: {
      ...organizations,
      update: (id, ...rest) => dropping(id, organizations.update(id, ...rest)),
      delete: (id, context) => dropping(id, organizations.delete(id, context)),
    },
    invitations: {
      ...invitations,
      accept: (acceptance, context) => dropping(acceptance.userId, invitations.accept(acceptance, context)),
    },
    roles: { ...roles, update: (role, ...rest) => dropping(role, roles.update(role, ...rest)) },
    copies: {
      apply: async (entries) => {
        for (const { kind, id } of entries) if (kind === 'user' || kind === 'org') dropNamed(id)
        known.confirm(entries.at(-1)?.position ?? 0)
        await copies?.apply(entries)
      },
      distrust: async () => {
        known.clear()
        await copies?.distrust()
      },
    },
  }
}

function nameOf({ organizationId, userId }: MembershipKey): string {
  return `${organizationId} ${userId}`
}

function keyOf(name: string): MembershipKey {
  const [organizationId, userId] = name.split(' ')
  return { organizationId: organizationId as OrganizationId, userId: userId as UserId }
}
