/** `/sign-in`: the accounts that this browser already holds, and the form for another one. */

import { checkbox, textField } from './form-field.ts'
import { postForm, submitButton } from './form.ts'
import type { Html } from './html.ts'
import { html } from './html.ts'
import { icon } from './icons.ts'
import { ticketPage } from './layout.ts'
import type { PageProps } from './page.ts'
import { passkeyButton } from './passkey-button.ts'
import { linkTo, PAGE_PATHS } from './paths.ts'
import type { Person } from './person.ts'
import { personLine } from './person.ts'
import { linkSaying } from './phrases.ts'
import { type UpstreamChoice, upstreamButtons } from './upstream-buttons.ts'

/** An account that is signed in in this browser. */
export type SignedInAccount = Person & { readonly sessionId: string }

/** What the sign-in page shows. Its form sends `email`, `password` and `remember_me` (`on` or absent). */
export type SignInProps = PageProps & {
  /** The address to start with. */
  readonly email?: string | undefined
  readonly rememberMe: boolean
  readonly signUpOpen: boolean
  /** Choosing one posts its `session_id` to `/account/activate`. */
  readonly accounts: readonly SignedInAccount[]
  /** What people sign in with. */
  readonly upstreams: readonly UpstreamChoice[]
  /** The person is to prove it once more, wherever that is. */
  readonly fresh: boolean
}

/** The sign-in page. */
export function signInPage(props: SignInProps): Html {
  const { accounts, look } = props
  const { common, signIn } = props.locale.messages
  const signUp = linkTo(PAGE_PATHS.signUp, props.redirectUrl)
  return ticketPage({
    page: props,
    title: common.signIn,
    withScript: true,
    lead: common.toContinueTo(html`<bdi>${look.name}</bdi>`),
    body: html`${accounts.length > 0 && accountChoice(props)} ${signInForm(props)} ${passkeySignIn(props)}
    ${upstreamButtons(props, props.upstreams, props.fresh)}`,
    stub: props.signUpOpen && html`<p>${signIn.newHere(linkSaying(signUp))}</p>`,
  })
}

function passkeySignIn({ redirectUrl, locale }: SignInProps): Html {
  const next = redirectUrl ?? PAGE_PATHS.account
  return passkeyButton(locale, { act: 'sign-in', text: locale.messages.signIn.withPasskey, next })
}

function accountChoice(props: SignInProps): Html {
  const { signIn } = props.locale.messages
  const choices = props.accounts.map((account) => {
    // The heading above says what choosing one does; the button's name is all that it shows.
    const button = html`<button class="choice" type="submit" aria-describedby="continue-as">
      ${personLine(props.locale, account)} ${icon('arrow')}
    </button>`
    return html`<li>${postForm(props, PAGE_PATHS.activate, button, { session_id: account.sessionId })}</li>`
  })
  return html`<section aria-labelledby="continue-as">
    <h2 class="small-heading" id="continue-as">${signIn.continueAs}</h2>
    <ul class="choices" role="list">
      ${choices}
    </ul>
    <p class="divider"><span>${signIn.orAnotherAccount}</span></p>
  </section>`
}

function signInForm(props: SignInProps): Html {
  const { common, signIn } = props.locale.messages
  const emailKnown = props.email !== undefined && props.email !== ''
  const autofocus = props.accounts.length === 0
  return postForm(
    props,
    PAGE_PATHS.signIn,
    html`${textField(props, {
        name: 'email',
        label: common.emailAddress,
        type: 'email',
        autocomplete: 'username',
        value: props.email,
        autofocus: autofocus && !emailKnown,
      })}
      ${textField(props, {
        name: 'password',
        label: common.password,
        type: 'password',
        autocomplete: 'current-password',
        autofocus: autofocus && emailKnown,
      })}
      <div class="split">
        ${checkbox({ name: 'remember_me', label: signIn.staySignedIn, checked: props.rememberMe })}
        <a href="${linkTo(PAGE_PATHS.forgotPassword, props.redirectUrl)}">${signIn.forgotPassword}</a>
      </div>
      ${submitButton({ text: common.signIn, look: 'primary' })}`,
  )
}
