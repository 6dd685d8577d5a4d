/** A person's browser that goes through the pages of OAuth: it signs up, lets applications in, follows redirects. */

import { randomUUID } from 'node:crypto'
import { Browser, PASSWORD } from './api-client.ts'

/** A browser of somebody new. */
export async function signedInBrowser(url: string): Promise<Browser> {
  const browser = new Browser(url)
  const body = { email: `${randomUUID()}@example.com`, password: PASSWORD }
  const { status } = await browser.send('/api/auth/register', { body })
  if (status !== 201) throw new Error(`nobody was registered: ${status}`)
  return browser
}

/** The hidden fields of the first form of a page that holds a text. */
export async function fieldsOf(browser: Browser, path: string, holds: string): Promise<URLSearchParams> {
  const { body, status } = await browser.send(path)
  const forms = String(body['text'])
    .split('<form')
    .slice(1)
    .map((text) => text.split('</form>')[0] ?? '')
  const form = forms.find((text) => text.includes(holds))
  if (form === undefined) throw new Error(`${path} (${status}) has no form with ${holds}`)
  const fields = new URLSearchParams()
  for (const [, name = '', value = ''] of form.matchAll(
    /<input\s+type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"/g,
  ))
    fields.set(name, value.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'"))
  return fields
}

/** Decides about the device that shows this code. */
export async function decideDevice(
  browser: Browser,
  userCode: string,
  decision: 'approve' | 'deny',
): Promise<Response> {
  const fields = await fieldsOf(browser, `/device?user_code=${userCode}`, 'name="decision"')
  fields.set('decision', decision)
  return await browser.submit('/device', fields)
}

/** Lets an application in, or does not. @returns Where the browser is sent. */
export async function answerConsent(
  browser: Browser,
  authorizeUrl: string,
  decision: 'allow' | 'cancel' = 'allow',
): Promise<string> {
  const { pathname, search } = new URL(authorizeUrl)
  const fields = await fieldsOf(browser, pathname + search, 'name="decision"')
  fields.set('decision', decision)
  const response = await browser.submit('/oauth/consent', fields)
  const location = response.headers.get('location')
  if (location === null) throw new Error(`the consent page answered ${response.status}`)
  return location
}
