/** "Continue with ...": one button for each upstream that people sign in with. */

import { postForm, submitButton } from './form.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import type { PageProps } from './page.ts'
import { PAGE_PATHS } from './paths.ts'

/** An upstream to choose. */
export type UpstreamChoice = { readonly upstreamId: string; readonly name: string }

/** The buttons below a form; nothing where there is no upstream. @param fresh Ask there for a new proof. */
export function upstreamButtons(
  page: PageProps,
  upstreams: readonly UpstreamChoice[],
  fresh = false,
): Html | undefined {
  if (upstreams.length === 0) return undefined
  const { common, signIn } = page.locale.messages
  return html`<p class="divider"><span>${common.or}</span></p>
    <ul class="upstreams" role="list">
      ${upstreams.map(({ upstreamId, name }) => {
        const button = submitButton({ text: signIn.continueWith(name) })
        const hidden = { upstream_id: upstreamId, fresh: fresh ? 'on' : undefined }
        return html`<li>${postForm(page, PAGE_PATHS.signInWith, button, hidden)}</li>`
      })}
    </ul>`
}
