/** GitHub, which signs people in by OAuth 2.0 and tells who they are by its API: where things are, and what they say. */

import { normalizeEmail, type UpstreamClient, type UpstreamSubject } from '@coatcheck/core'
import { fetchDocument, fetchList } from './fetch-document.ts'

/** GitHub itself; an Enterprise Server has an address of its own. */
export const GITHUB_ISSUER = 'https://github.com'

/** What is asked for: who somebody is, and their addresses. */
export const GITHUB_SCOPES: readonly string[] = ['read:user', 'user:email']

/** Where GitHub's endpoints are, below the address of a server. */
export function githubEndpoints(
  issuer: string,
): Pick<UpstreamClient, 'authorizationUrl' | 'tokenUrl' | 'userInfoUrl' | 'namesIssuer'> {
  const base = issuer.replace(/\/$/, '')
  const api = base === GITHUB_ISSUER ? 'https://api.github.com' : `${base}/api/v3`
  return {
    authorizationUrl: `${base}/login/oauth/authorize`,
    tokenUrl: `${base}/login/oauth/access_token`,
    userInfoUrl: `${api}/user`,
    namesIssuer: false,
  }
}

/** A person, or a sentence on why nobody is known. Accounts are known by their number: names change hands. */
export async function githubPerson(
  userUrl: string,
  accessToken: string,
): Promise<
  | (Pick<UpstreamSubject, 'subject' | 'email' | 'firstName' | 'lastName'> & { readonly ok: true })
  | { readonly ok: false; readonly detail: string }
> {
  const asking = { headers: { authorization: `Bearer ${accessToken}` } }
  const user = await fetchDocument(userUrl, asking)
  if (!user.ok) return user
  const { id, name } = user.document
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id <= 0)
    return { ok: false, detail: 'GitHub named nobody' }
  // Whoever did not grant their addresses has none here.
  const emails = await fetchList(`${userUrl}/emails`, asking)
  const primary = emails.ok
    ? emails.list.find((entry) => entry['primary'] === true && entry['verified'] === true)
    : undefined
  const address = primary?.['email']
  const firstName = typeof name === 'string' ? name.trim() : ''
  return {
    ok: true,
    subject: String(id),
    email: typeof address === 'string' ? normalizeEmail(address) : null,
    firstName: firstName !== '' && firstName.length <= 100 ? firstName : null,
    lastName: null, // it knows one name only
  }
}
