/** The ways to prove who one is, as forms. */

import { type ReactNode, useEffect, useRef } from 'react'
import type { ClientSession } from '../../browser/client.ts'
import { Button } from '../form/button.tsx'
import { FailureMessage } from '../form/failure-message.tsx'
import { Field, PasswordField } from '../form/field.tsx'
import { Form, wrongField } from '../form/form.tsx'
import { useMessages } from '../look/look.ts'
import type { ProofController, ProofWays } from './use-proof.ts'

/** How to prove it, and by which of the ways. */
export type ProofFormProps = {
  readonly proof: ProofController
  readonly ways: ProofWays
  readonly onProved?: () => void
}

/** The forms. The keyboard is in the first field at once: whoever sees this has just sent something. */
export function ProofForm({ proof, ways, onProved }: ProofFormProps): ReactNode {
  const { form, secondFactor, reverification } = useMessages()
  const { busy, failure } = proof
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [ways.code, ways.password])
  const settle = async (proving: Promise<ClientSession | null>): Promise<void> => {
    if ((await proving) !== null) onProved?.()
  }
  const isOnlyRecovery = !ways.password && !ways.code && !ways.passkey
  const isRecoveryWrong = busy === 'recoveryCode'
  return (
    <>
      {/* Nobody typed an e-mail address here. */}
      <FailureMessage failure={failure} errors={{ credentials_invalid: reverification.passwordWrong }} />
      {ways.password && (
        <Form failure={failure} onSend={({ password = '' }) => void settle(proof.provePassword(password))}>
          <PasswordField
            name="password"
            label={form.password}
            autoComplete="current-password"
            isInvalid={failure !== null && wrongField(failure) === 'password'}
            inputRef={first}
          />
          <Button type="submit" look="primary" isBusy={busy === 'password'}>
            {reverification.confirm}
          </Button>
        </Form>
      )}
      {ways.code && (
        <Form
          failure={failure}
          onSend={({ code = '' }) => void settle(proof.proveCode(code.replaceAll(/\s/g, '')))}
        >
          <Field
            name="code"
            label={secondFactor.code}
            hint={secondFactor.codeHint}
            autoComplete="one-time-code"
            inputMode="numeric"
            spellCheck={false}
            isInvalid={failure !== null && wrongField(failure) === 'code'}
            {...(!ways.password && { inputRef: first })}
          />
          <Button type="submit" look="primary" isBusy={busy === 'code'}>
            {form.continue}
          </Button>
        </Form>
      )}
      {ways.passkey && (
        <Button
          look={ways.password || ways.code ? 'secondary' : 'primary'}
          isBusy={busy === 'passkey'}
          onClick={() => void settle(proof.provePasskey())}
        >
          {secondFactor.passkey}
        </Button>
      )}
      {ways.recoveryCode && (
        <details className="cc-disclosure" open={isOnlyRecovery || isRecoveryWrong || undefined}>
          <summary>{secondFactor.useRecoveryCode}</summary>
          <Form onSend={({ recoveryCode = '' }) => void settle(proof.proveRecoveryCode(recoveryCode.trim()))}>
            <Field
              name="recoveryCode"
              label={secondFactor.recoveryCode}
              hint={secondFactor.recoveryCodeHint}
              autoComplete="off"
              spellCheck={false}
            />
            <Button type="submit" isBusy={busy === 'recoveryCode'}>
              {form.continue}
            </Button>
          </Form>
        </details>
      )}
    </>
  )
}
