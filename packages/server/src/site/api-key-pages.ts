/** API keys on `/account`. */

import { parseId } from '@coatcheck/core'
import type { Problem } from '@coatcheck/core/protocol'
import { createOwnKey, revokeOwnKey } from '../api-key/own-key-routes.ts'
import { apiKeyPage } from '../pages/api-key.ts'
import type { PageError } from '../pages/page.ts'
import { PAGE_PATHS } from '../pages/paths.ts'
import { clientOf, showAccount, signInOnceMore, submitTo } from './account-pages.ts'
import { callRoute } from './call-route.ts'
import { pageAnswer, problemOf, seeOther } from './page-answer.ts'
import { pageError } from './page-error.ts'
import type { PageRequest } from './page-request.ts'

const DAY_SECONDS = 86_400
const MOST_DAYS = 3_650

/** Makes one, and shows it. */
export async function submitApiKey(page: PageRequest): Promise<Response> {
  const principal = clientOf(page)
  if (principal === null) return seeOther(PAGE_PATHS.signIn)
  const days = daysOf(page.form)
  if (days === undefined) return await showAccount(page, DAYS_WRONG, { status: 400 })
  const name = page.form.get('key_name') ?? ''
  const scopes = (page.form.get('key_scopes') ?? '').split(/\s+/).filter((scope) => scope !== '')
  const body = { name, scopes, expiresInSeconds: days === null ? null : days * DAY_SECONDS }
  const response = await callRoute(createOwnKey, page, principal, { body })
  if (response.ok) {
    const { key } = (await response.json()) as { readonly key: string }
    return await pageAnswer(page, (props) => apiKeyPage({ ...props, name, key }))
  }
  const problem = await problemOf(response)
  if (problem.code === 'reverification_required') return signInOnceMore(page)
  return await showAccount(page, pageError(problem, fieldOf(problem)), { status: problem.status })
}

/** Revokes one. */
export async function submitRevokeApiKey(page: PageRequest): Promise<Response> {
  const id = parseId('key', page.form.get('key_id') ?? '')
  return await submitTo(page, revokeOwnKey, { params: { id: id ?? '' } }, 'api_key_revoked')
}

const DAYS_WRONG: PageError = {
  code: 'invalid_request',
  message: ({ fieldErrors }) => fieldErrors.keyDays(MOST_DAYS),
  field: 'key_days',
}

/** How many days a key is to live; `null` for no end, `undefined` for what is no number of days. */
function daysOf(form: PageRequest['form']): number | null | undefined {
  const expiry = form.get('key_expiry')
  if (expiry === 'none') return null
  const text = expiry === 'days' ? form.get('key_days') : expiry
  const days = /^\s*\d{1,4}\s*$/.test(text ?? '') ? Number(text) : 0
  return days >= 1 && days <= MOST_DAYS ? days : undefined
}

function fieldOf({ field }: Problem): PageError['field'] {
  return field?.startsWith('body.scopes') === true ? 'key_scopes' : 'key_name'
}
