/** What stands between one client and all hooks: made once for it, however many providers and roots there are. */

import { type Context, createContext, useContext } from 'react'
import type { CoatcheckClient } from '../../browser/client.ts'
import { createServerClock, type ServerClock } from '../clock/server-clock.ts'
import { followOrganization } from '../organization/follow-organization.ts'
import { createResourceStore, type ResourceStore } from '../resource/resource-store.ts'
import { createConfirmation, type Confirmation } from '../reverification/confirmation.ts'
import { type ClientStore, createClientStore } from './client-store.ts'

/** The client, and what hooks share of it. */
export type ClientParts = {
  readonly client: CoatcheckClient
  readonly store: ClientStore
  readonly clock: ServerClock
  readonly resources: ResourceStore
  /** The question whether it is the person, which the provider shows. */
  readonly confirmation: Confirmation
}

const MADE = new WeakMap<CoatcheckClient, ClientParts>()

/** The parts of a client. */
export function partsOf(client: CoatcheckClient): ClientParts {
  const made = MADE.get(client)
  if (made !== undefined) return made
  const store = createClientStore(client)
  const resources = createResourceStore(client.nowMs)
  followOrganization(store, resources)
  const clock = createServerClock(client, store)
  const parts: ClientParts = { client, store, clock, resources, confirmation: createConfirmation() }
  MADE.set(client, parts)
  return parts
}

/** What a provider hands down. */
export const PartsContext: Context<ClientParts | null> = createContext<ClientParts | null>(null)

/** The parts of the provider's client. */
export function useParts(): ClientParts {
  const parts = useContext(PartsContext)
  if (parts === null)
    throw new Error('Hooks and components of Coatcheck need a <CoatcheckProvider> around them.')
  return parts
}
