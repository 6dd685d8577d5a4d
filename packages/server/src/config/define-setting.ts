/** How settings are written down. */

import type { Secret } from '@coatcheck/core'
import { readWebhookSecret } from '../hook/webhook.ts'
import { isFetchable } from '../http/fetching.ts'
import { INVALID, listOf, type Setting } from './setting.ts'

type Details<T> = Omit<Setting<T>, 'variables' | 'flag' | 'isSecret'> & { readonly isSecret?: boolean }

/** A setting by its variables (the first one is the one to recommend) and its flag. */
export function setting<T>(
  variables: string | [string, ...string[]],
  flag: string,
  details: Details<T>,
): Setting<T> {
  return {
    isSecret: false,
    ...details,
    variables: typeof variables === 'string' ? [variables] : variables,
    flag,
  }
}

/** The URL of a hook. */
export function hookUrl(variable: string, flag: string, purpose: string): Setting<string> {
  return setting(variable, flag, {
    purpose: `${purpose} See docs/hooks.md.`,
    allowed: 'an https URL, or in development http on localhost; needs its secret',
    otherwise: 'the function in the file, or nobody',
    isSecret: true, // it may hold a password, or a key in its query
    parse: (text) => (isFetchable(text) ? text : INVALID),
  })
}

/** The secrets of a hook at a URL. */
export function hookSecret(variable: string, flag: string): Setting<readonly Secret[]> {
  return setting(variable, flag, {
    purpose: 'What its questions are signed with, by Standard Webhooks.',
    allowed:
      'whsec_ and 24 to 64 bytes in base64; to change it, both secrets separated by a comma, the newest first',
    otherwise: 'none',
    isSecret: true,
    parse: listOf(readWebhookSecret),
  })
}
