/** A browser without scripts that walks through pages: follows redirects, fills in the forms it meets, keeps cookies. */

import { Browser } from './api-client.ts'

/** What to write into which field; of buttons, which value to press. A field that is not named keeps its value. */
export type FormAnswers = { readonly [field: string]: string }

/** The longest way that any sign-in takes. */
const MAX_PAGES = 20

/** A browser in front of which somebody sits. */
export class FormBrowser {
  /** The paths of the pages that were answered, in their order. */
  readonly answered: string[] = []
  readonly #answers: FormAnswers
  readonly #jars: Map<string, Browser> = new Map()

  constructor(answers: FormAnswers) {
    this.#answers = answers
  }

  /**
   * Goes to an address, and on until it is led somewhere that `isThere` knows.
   *
   * @returns That address.
   */
  async walk(from: string, isThere: (url: string) => boolean): Promise<string> {
    let url = from
    let form: { readonly action: string; readonly fields: URLSearchParams } | null = null
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const response: Response =
        form === null ? await this.#get(url) : await this.#post(form.action, form.fields)
      const at = form?.action ?? url
      const location = response.headers.get('location')
      if (location !== null) {
        url = new URL(location, at).href
        form = null
        if (isThere(url)) return url
        continue
      }
      const html = await response.text()
      form = formOf(html, at, this.#answers)
      if (form === null) throw new Error(`${response.status} at ${at}, and no form:\n${textOf(html)}`)
      this.answered.push(new URL(at).pathname)
    }
    throw new Error(`no way out of ${this.answered.join(', ')}`)
  }

  async #get(url: string): Promise<Response> {
    const jar = this.#jarOf(url)
    const response = await fetch(url, {
      headers: { accept: 'text/html', ...jar.cookieHeader() },
      redirect: 'manual',
    })
    jar.keepCookies(response.headers)
    return response
  }

  async #post(action: string, fields: URLSearchParams): Promise<Response> {
    const { origin } = new URL(action)
    return await this.#jarOf(action).submit(action.slice(origin.length), fields)
  }

  #jarOf(url: string): Browser {
    const { origin } = new URL(url)
    const jar = this.#jars.get(origin) ?? new Browser(origin)
    this.#jars.set(origin, jar)
    return jar
  }
}

/** The form of a page that has the most of what is to be answered. */
function formOf(
  html: string,
  at: string,
  answers: FormAnswers,
): { readonly action: string; readonly fields: URLSearchParams } | null {
  const forms = [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, tag = '', inner = '']) => {
    const fields = new URLSearchParams()
    let known = 0
    for (const [, element, attributes = ''] of inner.matchAll(/<(input|button)\b([^>]*)>/gi)) {
      const name = attribute(attributes, 'name')
      if (name === null) continue
      const value = attribute(attributes, 'value') ?? ''
      const isButton = element === 'button' || /type="?submit/i.test(attributes)
      const isBox = /type="?(?:checkbox|radio)/i.test(attributes)
      const answer = answers[name]
      if (answer !== undefined && (!isButton || answer === value) && (!isBox || answer === value)) {
        fields.set(name, answer)
        known += 1
      } else if (!isButton && (!isBox || /\bchecked\b/i.test(attributes))) fields.append(name, value)
    }
    return { action: new URL(attribute(tag, 'action') ?? at, at).href, fields, known }
  })
  const [best] = forms.toSorted((one, other) => other.known - one.known)
  return best === undefined || best.known === 0 ? null : best
}

function attribute(attributes: string, name: string): string | null {
  const value = new RegExp(`\\b${name}=(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(attributes)
  if (value === null) return null
  return (value[1] ?? value[2] ?? value[3] ?? '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

function textOf(html: string): string {
  return html
    .replaceAll(/<style[\s\S]*?<\/style>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 600)
}
