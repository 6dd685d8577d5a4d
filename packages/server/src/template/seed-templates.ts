/** What a new database begins with: session tokens say who the user is, until somebody decides otherwise. */

import {
  BY_SYSTEM,
  newId,
  type NewTemplate,
  type Random,
  SESSION_TEMPLATE,
  type Store,
  TEMPLATE_LIFETIME_SECONDS,
  TEMPLATE_SKEW_SECONDS,
  TEMPLATE_STARTERS,
} from '@coatcheck/core'

/** What holds of a template unless it is set. */
export const TEMPLATE_DEFAULTS: Omit<NewTemplate, 'id' | 'name' | 'text'> = {
  lifetimeSeconds: TEMPLATE_LIFETIME_SECONDS.default,
  clockSkewSeconds: TEMPLATE_SKEW_SECONDS.default,
  algorithm: 'RS256',
  sealedSecret: null,
  detached: false,
  dangerouslyAllowUserControlledClaims: false,
}

/**
 * Makes the template of session tokens in a database where no server has made a key yet. To be called before the key
 * ring makes one: cut short in between, it runs again and finds the name taken.
 */
export async function seedTemplates(
  { templates, signingKeys }: Pick<Store, 'templates' | 'signingKeys'>,
  world: { readonly nowMs: number; readonly random: Random },
): Promise<void> {
  if ((await signingKeys.list()).length > 0) return
  const id = newId('tmpl', world.nowMs, world.random)
  const text = TEMPLATE_STARTERS.default
  await templates.create({ ...TEMPLATE_DEFAULTS, id, name: SESSION_TEMPLATE, text }, BY_SYSTEM)
}
