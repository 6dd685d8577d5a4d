/** What went wrong, in the words of a page: an answer of the API is for programs, and in English. */

import { PASSWORD_WEAKNESSES, type PasswordWeakness, type Problem } from '@coatcheck/core/protocol'
import type { Said } from '../locale/locale.ts'
import { PAGE_ERROR_CODES, UPSTREAM_ERROR_CODES } from '../messages/codes.ts'
import type { FieldName, PageError } from '../pages/page.ts'

const FIELDS: { readonly [field: string]: FieldName } = {
  'body.email': 'email',
  'body.password': 'password',
  'body.newPassword': 'new_password',
  'body.currentPassword': 'current_password',
  'body.firstName': 'first_name',
  'body.lastName': 'last_name',
  'body.name': 'key_name',
}

/** What is wrong with a field that the API does not take. */
const INVALID: { readonly [field: string]: Said } = {
  'body.email': ({ fieldErrors }) => fieldErrors.email,
  'body.firstName': ({ fieldErrors }) => fieldErrors.name,
  'body.lastName': ({ fieldErrors }) => fieldErrors.name,
  'body.name': ({ fieldErrors }) => fieldErrors.keyName,
  'body.scopes': ({ fieldErrors }) => fieldErrors.keyScopes,
}

/** An error of the API. `fallback` is the field to point at when the answer names none. */
export function pageError(problem: Problem, fallback?: FieldName): PageError {
  const field = FIELDS[problem.field ?? ''] ?? fallback
  return { code: problem.code, message: saidOf(problem), ...(field === undefined ? {} : { field }) }
}

/** What went wrong on the way back from an upstream, by the code in an address. */
export function upstreamError(text: string | null): PageError | undefined {
  const code = UPSTREAM_ERROR_CODES.find((known) => known === text)
  return code === undefined ? undefined : { code, message: ({ upstreamErrors }) => upstreamErrors[code] }
}

function saidOf({ code, field = '', reason, detail }: Problem): Said {
  if (code === 'password_rejected' && isWeakness(reason)) return ({ weakPasswords }) => weakPasswords[reason]
  if (code === 'hook_refused' && detail !== undefined) return () => detail // the operator's own words to people
  const [place = ''] = /^body\.\w+/.exec(field) ?? []
  const invalid = code === 'invalid_request' ? INVALID[place] : undefined
  const known = PAGE_ERROR_CODES.find((candidate) => candidate === code) ?? 'other'
  return invalid ?? (({ errors }) => errors[known])
}

function isWeakness(reason: Problem['reason']): reason is PasswordWeakness {
  return reason !== undefined && Object.hasOwn(PASSWORD_WEAKNESSES, reason)
}
