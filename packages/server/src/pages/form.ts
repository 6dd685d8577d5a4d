/** Forms that change something: always POST, always with the CSRF token. */

import type { Html } from './html.ts'
import { attributes, html } from './html.ts'
import type { PageProps } from './page.ts'
import type { PagePath } from './paths.ts'

/** Hidden fields by name; those that are `undefined` are left out. */
export type HiddenFields = Readonly<Record<string, string | undefined>>

/** What a form takes from its page. */
export type FormPage = Pick<PageProps, 'csrfToken' | 'redirectUrl'>

/** A form that posts to `action` with the CSRF token, the destination and the given hidden fields. */
export function postForm(page: FormPage, action: PagePath, body: unknown, hidden: HiddenFields = {}): Html {
  const fields = { csrf_token: page.csrfToken, redirect_url: page.redirectUrl, ...hidden }
  return html`<form method="post" action="${action}">
    ${Object.entries(fields).map(([name, value]) => value !== undefined && hiddenField(name, value))} ${body}
  </form>`
}

/** How loud a button is: one `primary` a form at most; `danger` for what is hard to undo. */
export type ButtonLook = 'primary' | 'secondary' | 'danger'

/** The button that sends its form. */
export function submitButton(button: {
  readonly text: string
  readonly label?: string
  readonly look?: ButtonLook
  /** What pressing it sends. */
  readonly name?: string
  readonly value?: string
}): Html {
  const { text, label, look = 'secondary', name, value } = button
  return html`<button
    ${attributes({ class: `button button-${look}`, type: 'submit', name, value, 'aria-label': label })}
  >
    ${text}
  </button>`
}

/** Tells a password manager whose password a form is about, where the address itself is not asked for. */
export function usernameForManagers(email: string | null | undefined): Html | undefined {
  if (email === null || email === undefined) return undefined
  return html`<input type="text" name="username" value="${email}" autocomplete="username" hidden readonly />`
}

function hiddenField(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`
}
