/** The page with a new API key: it is shown once. */

import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { PAGE_PATHS } from './paths.ts'
import { strong } from './phrases.ts'

/** What it shows. */
export type ApiKeyProps = PageProps & { readonly name: string; readonly key: string }

/** The page. */
export function apiKeyPage(props: ApiKeyProps): Html {
  const { common, factors } = props.locale.messages
  return ticketPage({
    page: props,
    title: factors.apiKeyTitle,
    lead: factors.apiKey(strong(props.name)),
    body: html`<p>
        <span class="small-heading">${common.key}</span>
        <code class="key key-whole" dir="ltr">${props.key}</code>
      </p>
      <p>${factors.apiKeyWarning}</p>
      <p>
        <a class="button button-primary" href="${PAGE_PATHS.account}#api-keys-section">${factors.copiedIt}</a>
      </p>`,
  })
}
