/** Form fields: label, hint, error and input, tied together for people who do not see them side by side. */

import type { Html } from './html.ts'
import { attributes, html } from './html.ts'
import type { FieldName, PageError } from './page.ts'

/** A field of one line. */
export type TextField = {
  readonly name: FieldName
  readonly label: string
  readonly type?: 'text' | 'email' | 'password'
  /** What password managers and browsers fill in (HTML autofill tokens). */
  readonly autocomplete: string
  readonly value?: string | undefined
  readonly hint?: string | undefined
  readonly required?: boolean
  readonly minLength?: number
  readonly autofocus?: boolean
  /** The keyboard of a phone. */
  readonly inputMode?: 'numeric'
}

/** The sentence about passwords, wherever a new one is chosen. */
export const PASSWORD_HINT = '8 to 256 characters. Any characters will do: a few words are easy to remember.'

/** A labelled input; when `error` names it, the message stands below it and is read out with it. */
export function textField(field: TextField, error: PageError | undefined): Html {
  const { name, label, type = 'text', required = true } = field
  const message = error?.field === name ? error.message : undefined
  const describedBy = [field.hint && `${name}-hint`, message && `${name}-error`].filter(Boolean).join(' ')
  return html`<div class="field">
    <label for="${name}">${label}${required ? '' : html` <span class="optional">optional</span>`}</label>
    ${field.hint && html`<p class="hint" id="${name}-hint">${field.hint}</p>`}
    <input
      ${attributes({
        id: name,
        name,
        type,
        value: field.value,
        autocomplete: field.autocomplete,
        required,
        // No maxlength: browsers cut a longer pasted password silently, and the next sign-in fails.
        minlength: field.minLength,
        inputmode: field.inputMode,
        dir: type === 'text' ? 'auto' : 'ltr',
        autocapitalize: type === 'text' ? undefined : 'none',
        spellcheck: 'false',
        // The error summary wants the focus when there is one.
        autofocus: field.autofocus === true && error === undefined,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': message && 'true',
      })}
    />
    ${message && html`<p class="field-error" id="${name}-error">${message}</p>`}
  </div>`
}

/** The field for a password that is being chosen. */
export function newPasswordField(
  field: Pick<TextField, 'name' | 'label' | 'autofocus'>,
  error: PageError | undefined,
): Html {
  return textField(
    { ...field, type: 'password', autocomplete: 'new-password', hint: PASSWORD_HINT, minLength: 8 },
    error,
  )
}

/** A labelled choice of one from a few. */
export function selectField(field: {
  readonly name: FieldName
  readonly label: string
  readonly options: readonly (readonly [value: string, text: string])[]
  readonly chosen: string
}): Html {
  const { name, label, options, chosen } = field
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      ${options.map(
        ([value, text]) =>
          html`<option ${attributes({ value, selected: value === chosen })}>${text}</option>`,
      )}
    </select>
  </div>`
}

/** A checkbox whose label is a part of the target. It sends `on` when checked and nothing otherwise. */
export function checkbox(box: {
  readonly name: FieldName
  readonly label: string
  readonly checked?: boolean
  readonly required?: boolean
}): Html {
  return html`<label class="checkbox">
    <input
      ${attributes({
        id: box.name,
        name: box.name,
        type: 'checkbox',
        checked: box.checked,
        required: box.required,
      })}
    />
    <span>${box.label}</span>
  </label>`
}
