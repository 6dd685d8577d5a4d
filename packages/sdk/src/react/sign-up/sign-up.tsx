/** `<SignUp>`: a card to make an account with. */

import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from '../form/button.tsx'
import { FailureMessage, Notice } from '../form/failure-message.tsx'
import { Field, PasswordField } from '../form/field.tsx'
import { type Filled, Form, wrongField } from '../form/form.tsx'
import { Brand, useServiceName } from '../look/brand.tsx'
import { Card } from '../look/card.tsx'
import { useMessages } from '../look/look.ts'
import { fill } from '../messages/fill.ts'
import { usePlaces } from '../provider/places.ts'
import { useRedirectTarget, withRedirectTarget } from '../provider/redirect-target.ts'
import { UpstreamButtons } from '../upstream/upstream-buttons.tsx'
import { type SignUpController, type SignUpOptions, useSignUp } from './use-sign-up.ts'

/** What goes differently than the provider says. */
export type SignUpProps = SignUpOptions & {
  /** Whether it asks for names, which may be left out (default `true`). */
  readonly asksNames?: boolean
}

/** The card, and what follows it. */
export function SignUp(props: SignUpProps): ReactNode {
  const signUp = useSignUp(props)
  const { signUp: text, signIn } = useMessages()
  switch (signUp.step) {
    case 'start':
      return <StartCard signUp={signUp} asksNames={props.asksNames ?? true} />
    case 'mail-sent':
      return <MailCard email={signUp.email} onStartAgain={signUp.startAgain} />
    case 'returning':
      return (
        <Card className="cc-sign-up" mark={<Brand />} title={text.title}>
          <p role="status">{signIn.finishing}</p>
        </Card>
      )
    case 'complete':
      return (
        <Card className="cc-sign-up" mark={<Brand />} title={text.title}>
          <Notice>{text.complete}</Notice>
        </Card>
      )
  }
}

type StartProps = {
  readonly signUp: Extract<SignUpController, { readonly step: 'start' }>
  readonly asksNames: boolean
}

function StartCard({ signUp, asksNames }: StartProps): ReactNode {
  const { form, signUp: text } = useMessages()
  const app = useServiceName()
  const { signInUrl } = usePlaces()
  const target = useRedirectTarget()
  const { busy, failure, upstreams } = signUp
  const wrong = failure === null ? null : wrongField(failure)

  function send({ email = '', password = '', firstName = '', lastName = '' }: Filled): void {
    const names = { ...(firstName !== '' && { firstName }), ...(lastName !== '' && { lastName }) }
    void signUp.submit({ email, password, ...names })
  }

  return (
    <Card
      className="cc-sign-up"
      mark={<Brand />}
      title={text.title}
      lead={fill(text.lead, { app })}
      stub={
        <p>
          {text.haveOne} <a href={withRedirectTarget(signInUrl, target)}>{text.signIn}</a>
        </p>
      }
    >
      <FailureMessage failure={failure} />
      <Form failure={failure} onSend={send}>
        {asksNames && (
          <div className="cc-pair">
            <Field
              name="firstName"
              label={form.firstName}
              isOptional
              autoComplete="given-name"
              maxLength={100}
            />
            <Field
              name="lastName"
              label={form.lastName}
              isOptional
              autoComplete="family-name"
              maxLength={100}
            />
          </div>
        )}
        <Field
          name="email"
          label={form.email}
          type="email"
          autoComplete="username"
          isInvalid={wrong === 'email'}
        />
        <PasswordField
          name="password"
          label={form.password}
          hint={form.passwordHint}
          autoComplete="new-password"
          isInvalid={wrong === 'password'}
        />
        <Button type="submit" look="primary" isBusy={busy === 'account'}>
          {text.submit}
        </Button>
      </Form>
      <UpstreamButtons upstreams={upstreams} onChoose={(id) => void signUp.continueWith(id)} />
    </Card>
  )
}

type MailProps = { readonly email: string; readonly onStartAgain: () => void }

function MailCard({ email, onStartAgain }: MailProps): ReactNode {
  const { signUp: text } = useMessages()
  const told = useRef<HTMLDivElement>(null)
  // The form that had the keyboard is gone.
  useEffect(() => told.current?.focus(), [])
  return (
    <Card
      className="cc-sign-up"
      mark={<Brand />}
      title={text.mailTitle}
      stub={
        <Button look="plain" onClick={onStartAgain}>
          {text.startAgain}
        </Button>
      }
    >
      <div ref={told} tabIndex={-1} className="cc-told" role="status">
        <p>{fill(text.mailText, { email })}</p>
        <p className="cc-soft">{text.mailHint}</p>
      </div>
    </Card>
  )
}
