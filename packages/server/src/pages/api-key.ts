/** The page with a new API key: it is shown once. */

import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { PAGE_PATHS } from './paths.ts'

/** What it shows. */
export type ApiKeyProps = PageProps & { readonly name: string; readonly key: string }

/** The page. */
export function apiKeyPage(props: ApiKeyProps): Html {
  return ticketPage({
    page: props,
    title: 'Your new API key',
    lead: html`It is for <bdi class="strong">${props.name}</bdi>. Copy it now: it is not shown again.`,
    body: html`<p>
        <span class="small-heading">Key</span>
        <code class="key key-whole" dir="ltr">${props.key}</code>
      </p>
      <p>
        Whoever has it can act as you. Keep it where the program reads it from, never in source code, and
        revoke it if somebody else may have seen it.
      </p>
      <p>
        <a class="button button-primary" href="${PAGE_PATHS.account}#api-keys-section">I have copied it</a>
      </p>`,
  })
}
