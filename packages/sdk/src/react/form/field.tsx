/** A field of a form, with its label, a hint, and whether it is what went wrong. */

import { type InputHTMLAttributes, type ReactNode, type Ref, useId, useState } from 'react'
import { Icon } from '../look/icon.tsx'
import { useMessages } from '../look/look.ts'

/** What it asks for. */
export type FieldProps = Pick<
  InputHTMLAttributes<HTMLInputElement>,
  'autoComplete' | 'defaultValue' | 'inputMode' | 'maxLength' | 'minLength' | 'type' | 'spellCheck'
> & {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly isOptional?: boolean
  /** What went wrong is about this field. */
  readonly isInvalid?: boolean
  readonly inputRef?: Ref<HTMLInputElement>
}

/** A field of text. */
export function Field(props: FieldProps): ReactNode {
  return <FieldFrame {...props}>{(input) => <input className="cc-input" {...input} />}</FieldFrame>
}

/** A field for a password, which can be shown. */
export function PasswordField(props: FieldProps): ReactNode {
  const { form } = useMessages()
  const [isShown, setShown] = useState(false)
  return (
    <FieldFrame {...props} type={isShown ? 'text' : 'password'}>
      {(input) => (
        <span className="cc-input-group">
          <input className="cc-input" {...input} autoCapitalize="none" spellCheck={false} />
          <button
            type="button"
            className="cc-input-button"
            aria-label={isShown ? form.hide : form.show}
            onClick={() => setShown(!isShown)}
          >
            <Icon name={isShown ? 'hidden' : 'eye'} />
          </button>
        </span>
      )}
    </FieldFrame>
  )
}

type FrameProps = FieldProps & {
  readonly children: (
    input: InputHTMLAttributes<HTMLInputElement> & { readonly ref?: Ref<HTMLInputElement> },
  ) => ReactNode
}

function FieldFrame({
  label,
  hint,
  isOptional = false,
  isInvalid,
  inputRef,
  children,
  ...rest
}: FrameProps): ReactNode {
  const id = useId()
  const { form } = useMessages()
  return (
    <div className="cc-field">
      <label htmlFor={id}>
        {label}
        {isOptional && <span className="cc-optional"> ({form.optional})</span>}
      </label>
      {children({
        ...rest,
        id,
        required: !isOptional,
        'aria-invalid': isInvalid || undefined,
        'aria-describedby': hint === undefined ? undefined : `${id}-hint`,
        ...(inputRef !== undefined && { ref: inputRef }),
      })}
      {hint !== undefined && (
        <p className="cc-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

/** A box to tick. */
export function Checkbox({ name, label, isChecked, onChange }: CheckboxProps): ReactNode {
  return (
    <label className="cc-checkbox">
      <input
        type="checkbox"
        name={name}
        defaultChecked={isChecked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  )
}

/** What it is for. */
export type CheckboxProps = {
  readonly name: string
  readonly label: string
  /** At first. */
  readonly isChecked: boolean
  readonly onChange: (isChecked: boolean) => void
}
