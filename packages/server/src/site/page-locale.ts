/**
 * The language of a page: the one that the person chose, else the first that there is of those that the application
 * which sent them asks for, then of those that the browser asks for, else the server's. No link can choose it alone.
 */

import { type ActContext, activeSession } from '@coatcheck/core'
import { isAlive } from '../http/client-principal.ts'
import type { Locale } from '../locale/locale.ts'
import { requestBehind } from '../oauth/arriving-request.ts'
import { PAGE_PATHS } from '../pages/paths.ts'
import type { PageRequest } from './page-request.ts'

/** The language to answer in. */
export async function localeOf(page: PageRequest): Promise<Locale> {
  const { locales } = page.server
  return locales.choose(
    await chosenLocale(page),
    await askedLocales(page),
    page.request.headers.get('accept-language'),
  )
}

/** The context of a form's act: the mails that it causes are in the language of the page. */
export async function contextOf(page: PageRequest): Promise<ActContext> {
  return { ...page.context, languages: (await localeOf(page)).tag }
}

/** What the person chose who is signed in here, or is about to be. */
async function chosenLocale({ server, browser }: PageRequest): Promise<string | null> {
  if (browser === null) return null
  const reading = activeSession(browser.client, browser.sessions) ?? browser.sessions.find(isAlive)
  if (reading === undefined) return null
  return (await server.store.users.find(reading.session.userId))?.locale ?? null
}

/** `ui_locales` of the request that brings or brought the person here (OpenID Connect Core section 3.1.2.1). */
async function askedLocales(page: PageRequest): Promise<string | null> {
  const asked = (await parametersOf(page))?.get('ui_locales')
  return asked?.replaceAll(' ', ',') ?? null
}

/** What an application asked for; also where the page is one on the way, such as that of the sign-in. */
async function parametersOf({
  server,
  query,
  request,
  redirectUrl,
}: PageRequest): Promise<URLSearchParams | null> {
  const here = new URL(request.url).pathname
  if (here === PAGE_PATHS.endSession) return query
  const url = here === PAGE_PATHS.authorize ? `${server.settings.url}${here}?${query}` : redirectUrl
  const behind = url === null ? null : await requestBehind(server, url)
  return behind === null ? null : new URLSearchParams(behind.text)
}
