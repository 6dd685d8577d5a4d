/** The page with new recovery codes: they are shown once. */

import type { Html } from './html.ts'
import { html } from './html.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { linkTo, PAGE_PATHS } from './paths.ts'

/** What it shows. */
export type RecoveryCodesProps = PageProps & { readonly codes: readonly string[] }

/** The page. */
export function recoveryCodesPage(props: RecoveryCodesProps): Html {
  return ticketPage({
    page: props,
    title: 'Your recovery codes',
    body: html`${recoveryCodesText(props.codes)}
      <p>
        <a class="button button-primary" href="${linkTo(PAGE_PATHS.account, props.redirectUrl)}"
          >I have kept them</a
        >
      </p>`,
  })
}

/** The codes, and what they are for. */
export function recoveryCodesText(codes: readonly string[]): Html {
  return html`<p>
      Each of these codes signs you in once, when your app or passkey is not at hand. Print them or write them
      down: they are not shown again.
    </p>
    <ul class="codes" role="list" dir="ltr">
      ${codes.map((code) => html`<li>${code}</li>`)}
    </ul>`
}
