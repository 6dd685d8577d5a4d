/** The fields for what an organization is called. */

import type { ReactNode } from 'react'
import type { CallFailure } from '../../browser/outcome.ts'
import { Field } from '../form/field.tsx'
import { type Filled, wrongField } from '../form/form.tsx'
import { useMessages } from '../look/look.ts'
import type { Organization } from './organization.ts'
import type { OrganizationNames } from './use-organization-acts.ts'

/** What they begin with. */
export type NameFieldsProps = {
  readonly organization?: Pick<Organization, 'name' | 'slug'>
  readonly failure: CallFailure | null
}

/** Name and slug. */
export function NameFields({ organization, failure }: NameFieldsProps): ReactNode {
  const { organization: text } = useMessages()
  const wrong = failure === null ? null : wrongField(failure)
  return (
    <>
      <Field
        name="name"
        label={text.name}
        autoComplete="organization"
        maxLength={128}
        isInvalid={wrong === 'name'}
        {...(organization && { defaultValue: organization.name })}
      />
      <Field
        name="slug"
        label={text.slug}
        hint={organization === undefined ? `${text.slugHint} ${text.slugFromName}` : text.slugHint}
        autoComplete="off"
        spellCheck={false}
        maxLength={63}
        isOptional={organization === undefined}
        isInvalid={wrong === 'slug'}
        {...(organization && { defaultValue: organization.slug })}
      />
    </>
  )
}

/** What was filled into them. */
export function namesOf({ name = '', slug = '' }: Filled): OrganizationNames {
  return { name, ...(slug !== '' && { slug }) }
}
