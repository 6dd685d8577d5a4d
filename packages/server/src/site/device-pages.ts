/** `/device`: lets a device in that waits for its person (RFC 8628 section 3.3). Opening the page decides nothing. */

import {
  activeSession,
  addressBuckets,
  type DeviceGrant,
  draftEvent,
  type OAuthClient,
  parseId,
  parseUserCode,
  type RateLimit,
  type SessionReading,
  showUserCode,
  takeEach,
  type UserCode,
} from '@coatcheck/core'
import { isActive } from '../http/client-principal.ts'
import type { Locale } from '../locale/locale.ts'
import { userCodeHashes } from '../oauth/device-authorization-endpoint.ts'
import { describeScopes } from '../oauth/describe-scopes.ts'
import { devicePage, type DeviceState } from '../pages/device.ts'
import type { PageError, PageProps } from '../pages/page.ts'
import { linkTo, PAGE_PATHS } from '../pages/paths.ts'
import { asUser } from '../session/proved-session.ts'
import { describeUserAgent } from '../session/wire.ts'
import { errorAnswer, pageAnswer, seeOther } from './page-answer.ts'
import type { PageRequest } from './page-request.ts'

// Every code that is looked up counts, right or wrong: whoever guesses sends many at once. With 20^8 codes, all guesses
// that the last limit lets through in the ten minutes of a code find one of a thousand that wait once in 10,000 times.
const PER_USER: RateLimit = { everyMs: 30_000, burst: 20 }
const PER_ADDRESS: RateLimit = { everyMs: 5_000, burst: 60 }
const OVERALL: RateLimit = { everyMs: 500, burst: 600 }

const WRONG: PageError = {
  code: 'user_code_invalid',
  message: ({ fieldErrors }) => fieldErrors.userCode,
  field: 'user_code',
}

/** Asks for the code; with one, asks whether to let its device in. */
export async function showDevice(page: PageRequest): Promise<Response> {
  const { query } = page
  const outcome = query.get('outcome')
  if (outcome === 'approved' || outcome === 'denied') return await answer(page, { kind: outcome })
  const typed = query.get('user_code')
  if (typed === null) return await answer(page, { kind: 'enter' })
  const code = parseUserCode(typed)
  if (code === null) return await answer(page, { kind: 'enter', userCode: typed }, WRONG)
  const reading = page.browser === null ? null : activeSession(page.browser.client, page.browser.sessions)
  return await ask(page, code, reading)
}

/** Takes the code, or the decision. */
export async function submitDevice(page: PageRequest): Promise<Response> {
  const { server, form, browser, context } = page
  const typed = form.get('user_code') ?? ''
  const code = parseUserCode(typed)
  if (code === null) return await answer(page, { kind: 'enter', userCode: typed }, WRONG, 400)
  const decision = form.get('decision')
  if (decision !== 'approve' && decision !== 'deny') return seeOther(pathOf(code))
  const id = parseId('sess', form.get('session_id') ?? '')
  const reading = browser?.sessions.find(({ session }) => session.id === id) ?? null
  const waiting = await findWaiting(page, code, reading)
  if (waiting instanceof Response) return waiting
  const decided =
    decision === 'approve'
      ? await approve(page, waiting)
      : await server.store.deviceGrants.decide(waiting.grant.id, null, [
          draftEvent(asUser(context, waiting.reading), 'oauth.device_denied', aboutOf(waiting)),
        ])
  if (!decided) return await answer(page, { kind: 'enter', userCode: typed }, WRONG, 400)
  const outcome = decision === 'approve' ? 'approved' : 'denied'
  return seeOther(`${PAGE_PATHS.device}?outcome=${outcome}`)
}

/** A device that waits, its application, and the person who is asked. */
type Waiting = {
  readonly grant: DeviceGrant
  readonly client: OAuthClient
  readonly reading: SessionReading
}

/** Finds the device that waits for a code; or the answer for whoever may not decide, or guesses. */
async function findWaiting(
  page: PageRequest,
  code: UserCode,
  reading: SessionReading | null,
): Promise<Waiting | Response> {
  const { server, context, browser } = page
  const { store } = server
  if (reading === null || !isActive(reading) || browser?.inGrace === true)
    return seeOther(linkTo(PAGE_PATHS.signIn, server.settings.url + pathOf(code)))
  if (reading.session.actor !== null) return await answer(page, { kind: 'acting' }, undefined, 403)
  const { id: sessionId, userId } = reading.session
  const taken = await takeEach(store.rateLimits, [
    [`user-code:user:${userId}`, PER_USER],
    ...addressBuckets('user-code', context.device.address, PER_ADDRESS),
    ['user-code:all', OVERALL],
  ])
  if (taken.outcome === 'limited')
    return await errorAnswer(page, {
      status: 429,
      code: 'rate_limited',
      retryAfterSeconds: Math.ceil(taken.retryAfterMs / 1000),
    })
  const grant = await store.deviceGrants.findWaiting(userCodeHashes(server, code))
  const known = grant === null ? null : await store.oauthClients.find(grant.clientId)
  if (grant !== null && known?.client.state === 'enabled') return { grant, client: known.client, reading }
  const about = { outcome: 'failure', reason: WRONG.code, userId, sessionId } as const
  await store.events.append([draftEvent(asUser(context, reading), 'oauth.user_code_failed', about)])
  return await answer(page, { kind: 'enter', userCode: showUserCode(code) }, WRONG, 400)
}

async function ask(page: PageRequest, code: UserCode, reading: SessionReading | null): Promise<Response> {
  const waiting = await findWaiting(page, code, reading)
  if (waiting instanceof Response) return waiting
  const { server, context } = page
  const { grant, client } = waiting
  const { session, nowMs } = waiting.reading
  const user = await server.store.users.find(session.userId)
  const describe = await describeScopes(server)
  const { browser, os } = describeUserAgent(grant.device.userAgent)
  const { address } = grant.device
  const person = user ?? { firstName: null, lastName: null, email: null }
  return await answer(page, ({ messages }) => ({
    kind: 'confirm',
    device: {
      userCode: showUserCode(code),
      application: client.name,
      isVerified: client.registration === 'admin',
      permissions: grant.scopes.map((scope) => describe(scope, messages)),
      browser,
      operatingSystem: os,
      address,
      sameAddress: address === context.device.address,
      askedAtMs: grant.createdAtMs,
      nowMs,
    },
    person,
    sessionId: session.id,
    here: server.settings.url + pathOf(code),
  }))
}

/** Lets the device in. Applications of others are remembered, so that their person can take it back. */
async function approve({ server, context }: PageRequest, waiting: Waiting): Promise<boolean> {
  const { grant, client, reading } = waiting
  const { id, userId, epoch, factors, method, activeOrganizationId } = reading.session
  const { scopes, resources } = grant
  const organizationId = scopes.includes('organization') ? activeOrganizationId : null
  const acting = asUser(context, reading)
  const { store } = server
  if (!client.firstParty) {
    const consent = { userId, clientId: client.id, scopes, resources, organizationId }
    if (!(await store.oauthConsents.grant(consent, acting))) return false
  }
  const endsWithSession = !scopes.includes('offline_access')
  const approval = { userId, epoch, sessionId: id, endsWithSession, organizationId, factors, method }
  const told = draftEvent(acting, 'oauth.device_approved', aboutOf(waiting))
  return await store.deviceGrants.decide(grant.id, approval, [told])
}

function aboutOf({ grant, client, reading }: Waiting) {
  const { id, userId, clientId } = reading.session
  const { address, userAgent } = grant.device
  return { userId, sessionId: id, clientId, details: { client: client.id, address, userAgent } }
}

function pathOf(code: UserCode): string {
  return `${PAGE_PATHS.device}?user_code=${showUserCode(code)}`
}

function answer(
  page: PageRequest,
  state: DeviceState | ((locale: Locale) => DeviceState),
  error?: PageError,
  status = 200,
): Promise<Response> {
  const view = (props: PageProps) =>
    devicePage({ ...props, error, state: typeof state === 'function' ? state(props.locale) : state })
  return pageAnswer(page, view, { status })
}
