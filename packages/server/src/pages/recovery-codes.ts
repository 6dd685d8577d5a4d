/** The page with new recovery codes: they are shown once. */

import type { Locale } from '../locale/locale.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { linkTo, PAGE_PATHS } from './paths.ts'

/** What it shows. */
export type RecoveryCodesProps = PageProps & { readonly codes: readonly string[] }

/** The page. */
export function recoveryCodesPage(props: RecoveryCodesProps): Html {
  const { factors } = props.locale.messages
  return ticketPage({
    page: props,
    title: factors.recoveryTitle,
    body: html`${recoveryCodesText(props.locale, props.codes)}
      <p>
        <a class="button button-primary" href="${linkTo(PAGE_PATHS.account, props.redirectUrl)}"
          >${factors.keptThem}</a
        >
      </p>`,
  })
}

/** The codes, and what they are for. */
export function recoveryCodesText({ messages }: Locale, codes: readonly string[]): Html {
  return html`<p>${messages.factors.recovery}</p>
    <ul class="codes" role="list" dir="ltr">
      ${codes.map((code) => html`<li>${code}</li>`)}
    </ul>`
}
