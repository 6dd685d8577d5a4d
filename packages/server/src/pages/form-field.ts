/** Form fields: label, hint, error and input, tied together for people who do not see them side by side. */

import type { Html } from './html.ts'
import { attributes, html } from './html.ts'
import type { FieldName, PageProps } from './page.ts'

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

/** What a field takes from its page: the language, and the error that may name it. */
type FieldPage = Pick<PageProps, 'locale' | 'error'>

/** A labelled input; when the page's error names it, the message stands below it and is read out with it. */
export function textField({ locale, error }: FieldPage, field: TextField): Html {
  const { messages } = locale
  const { name, label, type = 'text', required = true } = field
  const message = error?.field === name ? error.message(messages) : undefined
  const describedBy = [field.hint && `${name}-hint`, message && `${name}-error`].filter(Boolean).join(' ')
  return html`<div class="field">
    <label for="${name}"
      >${label}${required ? '' : html` <span class="optional">${messages.common.optional}</span>`}</label
    >
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
  page: FieldPage,
  field: Pick<TextField, 'name' | 'label' | 'autofocus'>,
): Html {
  const hint = page.locale.messages.common.passwordHint
  return textField(page, { ...field, type: 'password', autocomplete: 'new-password', hint, minLength: 8 })
}

/** The two fields for a person's name, neither of which has to be filled in. */
export function nameFields(
  page: FieldPage,
  {
    firstName,
    lastName,
  }: { readonly firstName?: string | undefined; readonly lastName?: string | undefined },
): Html {
  const { common } = page.locale.messages
  const first = {
    name: 'first_name',
    label: common.firstName,
    autocomplete: 'given-name',
    value: firstName,
  } as const
  const last = {
    name: 'last_name',
    label: common.lastName,
    autocomplete: 'family-name',
    value: lastName,
  } as const
  return html`<div class="pair">
    ${textField(page, { ...first, required: false })} ${textField(page, { ...last, required: false })}
  </div>`
}

/** A labelled choice of one from a few. */
export function selectField(field: {
  readonly name: FieldName
  readonly label: string
  /** With `lang` where the text is in a language of its own. */
  readonly options: readonly (readonly [value: string, text: string, lang?: string])[]
  readonly chosen: string
}): Html {
  const { name, label, options, chosen } = field
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      ${options.map(
        ([value, text, lang]) =>
          html`<option ${attributes({ value, lang, selected: value === chosen })}>${text}</option>`,
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
