/** Browsers that walk through an authorization: they come with a request, sign in, consent, and leave with a code. */

import {
  BY_SYSTEM,
  type AuthorizationCode,
  grantLimits,
  isOver,
  openSession,
  parseOpaque,
  type SessionId,
  statusOf,
} from '@coatcheck/core'
import { Browser, type Json, PASSWORD } from './api-client.ts'
import { pkce, REDIRECT_URI, type TestClient } from './oauth.ts'
import type { RunningCoatcheck } from './start-coatcheck.ts'

/** Parameters of a request; `null` leaves one out, a list repeats it. */
export type Asked = { readonly [name: string]: string | readonly string[] | null }

/** The query of a request that is as it should be, but for what is said otherwise. */
export function authorizationQuery({ id }: Pick<TestClient, 'id'>, more: Asked = {}): URLSearchParams {
  const asked: Asked = {
    response_type: 'code',
    client_id: id,
    redirect_uri: REDIRECT_URI,
    scope: 'openid profile',
    state: 'state-1',
    code_challenge: pkce().challenge,
    code_challenge_method: 'S256',
    ...more,
  }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(asked))
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) query.append(name, one)
  return query
}

/** Where an answer leads, and how. */
export type Step = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** `null` for a page. */
  readonly location: URL | null
}

/** Comes with a request. */
export async function authorize(
  browser: Browser,
  client: Pick<TestClient, 'id'>,
  more: Asked = {},
): Promise<Step> {
  return await visit(browser, `/oauth/authorize?${authorizationQuery(client, more)}`)
}

/** Goes where a link or a redirect leads. It has no Origin, as navigations have none. */
export async function visit(browser: Browser, to: string | URL | null): Promise<Step> {
  if (to === null) throw new Error('this leads nowhere')
  const headers = { accept: 'text/html', ...browser.cookieHeader() }
  const response = await fetch(new URL(to, browser.url), { headers, redirect: 'manual' })
  browser.keepCookies(response.headers)
  return await stepOf(browser, response)
}

async function stepOf(browser: Browser, response: Response): Promise<Step> {
  const location = response.headers.get('location')
  return {
    status: response.status,
    headers: response.headers,
    text: await response.text(),
    location: location === null ? null : new URL(location, browser.url),
  }
}

/** The fields of the form on a page that posts to a path. */
export function formOn({ text }: Pick<Step, 'text'>, action: string): URLSearchParams {
  const forms = text.split('<form').slice(1)
  const form = forms.find((one) => one.includes(`action="${action}"`))
  if (form === undefined) throw new Error(`no form posts to ${action}: ${text.slice(0, 2_000)}`)
  const fields = new URLSearchParams()
  for (const [, name = '', value = ''] of form
    .split('</form>')[0]!
    .matchAll(/<input\s+type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"/g))
    fields.set(name, unescape(value))
  return fields
}

function unescape(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** Sends the form of a page, with more fields. */
export async function submitOn(
  browser: Browser,
  page: Pick<Step, 'text'>,
  action: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Step> {
  const form = formOn(page, action)
  for (const [name, value] of Object.entries(more)) form.set(name, value)
  return await stepOf(browser, await browser.submit(action, form))
}

/** Presses Allow. */
export function allow(
  browser: Browser,
  page: Pick<Step, 'text'>,
  more: Readonly<Record<string, string>> = {},
): Promise<Step> {
  return submitOn(browser, page, '/oauth/consent', { decision: 'allow', ...more })
}

/** A new browser in which somebody has just registered. */
export async function newPerson({ url }: Pick<RunningCoatcheck, 'url'>, email: string): Promise<Browser> {
  const browser = new Browser(url)
  await browser.send('/api/auth/register', { body: { email, password: PASSWORD, transport: 'cookie' } })
  return browser
}

/** Types address and password into the sign-in page that a step leads to. */
export async function signInAt(browser: Browser, step: Step, email: string): Promise<Step> {
  const page = await visit(browser, step.location)
  return await submitOn(browser, page, '/sign-in', { email, password: PASSWORD, remember_me: 'on' })
}

/** What came back to the application. */
export function answerOf({ location }: Step): Readonly<Record<string, string>> {
  return location === null ? {} : Object.fromEntries(location.searchParams)
}

/** The code that a step leads away with. */
export function codeOf(step: Step): string {
  const { code } = answerOf(step)
  if (code === undefined) throw new Error(`no code: ${step.status} ${step.location?.href ?? step.text}`)
  return code
}

/** What the server keeps of a code; `null` when it would not redeem. */
export async function keptCode(
  { server }: RunningCoatcheck,
  code: string,
): Promise<AuthorizationCode | null> {
  const ticket = parseOpaque('ticket', code)
  return ticket === null ? null : ((await server.store.authorizationCodes.find(ticket.id))?.code ?? null)
}

/** The id of whoever is signed in. */
export async function userIdOf(browser: Browser): Promise<string> {
  const { body } = await browser.send('/api/auth/user')
  return String((body as Json)['id'] ?? (body['user'] as Json)['id'])
}

/** A grant, as redeeming a code makes it: one session that the application holds. @returns Its id. */
export async function openGrant(coatcheck: RunningCoatcheck, code: string): Promise<SessionId> {
  const { server } = coatcheck
  const kept = await keptCode(coatcheck, code)
  const user = kept === null ? null : await server.store.users.find(kept.userId)
  const known = kept === null ? null : await server.store.oauthClients.find(kept.clientId)
  if (kept === null || user === null || known === null) throw new Error('the code does not redeem')
  const opened = await openSession(
    { ...server, sessions: server.store.sessions },
    {
      user,
      transport: 'token',
      rememberMe: true,
      knownClient: null,
      keyHash: null,
      dpop: null,
      factors: kept.factors,
      asksSecondFactor: false,
      absoluteFromMs: null,
      once: null,
      actor: null,
      authorizedParty: kept.clientId,
      method: kept.method,
      grant: {
        oauth: { ...kept, parentId: kept.endsWithSession ? kept.sessionId : null },
        limits: grantLimits(server.policy(), known.client, null),
      },
      context: BY_SYSTEM,
    },
  )
  if (opened.outcome !== 'opened') throw new Error(opened.outcome)
  return opened.reading.session.id
}

/** Whether a session lives. */
export async function lives({ server }: RunningCoatcheck, id: SessionId): Promise<boolean> {
  const reading = await server.store.sessions.find(id)
  return reading !== null && !isOver(statusOf(reading.session, reading.user, reading.nowMs))
}
