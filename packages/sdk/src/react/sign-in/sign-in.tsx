/** `<SignIn>`: a card to sign in with. */

import { type ReactNode, useRef } from 'react'
import { Button } from '../form/button.tsx'
import { FailureMessage, Notice } from '../form/failure-message.tsx'
import { Checkbox, Field, PasswordField } from '../form/field.tsx'
import { type Filled, Form, wrongField } from '../form/form.tsx'
import { Brand, useServiceName } from '../look/brand.tsx'
import { Card } from '../look/card.tsx'
import { useMessages } from '../look/look.ts'
import { fill } from '../messages/fill.ts'
import { usePlaces } from '../provider/places.ts'
import { useRedirectTarget, withRedirectTarget } from '../provider/redirect-target.ts'
import { UpstreamButtons } from '../upstream/upstream-buttons.tsx'
import { AccountChoice } from './account-choice.tsx'
import { SecondFactorCard } from './second-factor-card.tsx'
import { type SignInController, type SignInOptions, useSignIn } from './use-sign-in.ts'

/** What goes differently than the provider says. */
export type SignInProps = SignInOptions & {
  /** Where to sign up; `null` for nowhere. */
  readonly signUpUrl?: string | null
  /** The address to begin with. */
  readonly defaultEmail?: string
}

/** The card: password, passkey, other services, and the second factor where it is asked for. */
export function SignIn(props: SignInProps): ReactNode {
  const signIn = useSignIn(props)
  switch (signIn.step) {
    case 'start':
      return <StartCard {...props} signIn={signIn} />
    case 'second-factor':
      return <SecondFactorCard session={signIn.session} proof={signIn.proof} onCancel={signIn.cancel} />
    case 'returning':
      return <WaitCard />
    case 'complete':
      return <CompleteCard />
  }
}

type StartProps = SignInProps & { readonly signIn: Extract<SignInController, { readonly step: 'start' }> }

function StartCard({ signIn, signUpUrl, defaultEmail }: StartProps): ReactNode {
  const { signIn: text, ended } = useMessages()
  const app = useServiceName()
  const places = usePlaces()
  const target = useRedirectTarget()
  const upUrl = signUpUrl === undefined ? places.signUpUrl : signUpUrl
  const { failure, endedBecause } = signIn
  return (
    <Card
      className="cc-sign-in"
      mark={<Brand />}
      title={text.title}
      lead={fill(text.lead, { app })}
      stub={
        upUrl !== null && (
          <p>
            {text.newHere} <a href={withRedirectTarget(upUrl, target)}>{text.signUp}</a>
          </p>
        )
      }
    >
      <AccountChoice accounts={signIn.accounts} onChoose={(account) => void signIn.continueAs(account)} />
      {endedBecause !== null && failure === null && <Notice>{ended[endedBecause]}</Notice>}
      <FailureMessage failure={failure} />
      <PasswordSignIn signIn={signIn} defaultEmail={defaultEmail} />
    </Card>
  )
}

type PasswordProps = Pick<StartProps, 'signIn'> & { readonly defaultEmail: string | undefined }

function PasswordSignIn({ signIn, defaultEmail }: PasswordProps): ReactNode {
  const { form, signIn: text } = useMessages()
  const { forgotPasswordUrl } = usePlaces()
  const target = useRedirectTarget()
  const rememberMe = useRef(true)
  const { busy, failure } = signIn
  const wrong = failure === null ? null : wrongField(failure)

  function send({ email = '', password = '', rememberMe: kept }: Filled): void {
    void signIn.submitPassword({ email, password, rememberMe: kept !== undefined })
  }

  return (
    <>
      <Form failure={failure} onSend={send}>
        <Field
          name="email"
          label={form.email}
          type="email"
          autoComplete="username"
          isInvalid={wrong === 'email'}
          {...(defaultEmail !== undefined && { defaultValue: defaultEmail })}
        />
        <PasswordField
          name="password"
          label={form.password}
          autoComplete="current-password"
          isInvalid={wrong === 'password'}
        />
        <div className="cc-split">
          <Checkbox
            name="rememberMe"
            label={text.rememberMe}
            isChecked
            onChange={(isChecked) => {
              rememberMe.current = isChecked
            }}
          />
          <a href={withRedirectTarget(forgotPasswordUrl, target)}>{text.forgotPassword}</a>
        </div>
        <Button type="submit" look="primary" isBusy={busy === 'password'}>
          {text.submit}
        </Button>
      </Form>
      {signIn.canUsePasskey && (
        <Button isBusy={busy === 'passkey'} onClick={() => void signIn.submitPasskey(rememberMe.current)}>
          {text.passkey}
        </Button>
      )}
      <UpstreamButtons
        upstreams={signIn.upstreams}
        onChoose={(id) => void signIn.continueWith(id, rememberMe.current)}
      />
    </>
  )
}

function WaitCard(): ReactNode {
  const { signIn } = useMessages()
  return (
    <Card className="cc-sign-in" mark={<Brand />} title={signIn.title}>
      <p className="cc-soft" role="status">
        {signIn.finishing}
      </p>
    </Card>
  )
}

function CompleteCard(): ReactNode {
  const { signIn } = useMessages()
  return (
    <Card className="cc-sign-in" mark={<Brand />} title={signIn.title}>
      <Notice>{signIn.complete}</Notice>
    </Card>
  )
}
