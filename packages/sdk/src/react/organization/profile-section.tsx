/** What an organization is called. */

import { type ReactNode, useState } from 'react'
import { Button } from '../form/button.tsx'
import { FailureMessage, Notice } from '../form/failure-message.tsx'
import { Form } from '../form/form.tsx'
import { useMessages } from '../look/look.ts'
import { Section } from '../look/section.tsx'
import { NameFields, namesOf } from './name-fields.tsx'
import type { Organization } from './organization.ts'
import { useOrganizationActs } from './use-organization-acts.ts'

/** Which one. */
export type ProfileSectionProps = { readonly organization: Organization }

/** The section, for who may change it. */
export function ProfileSection({ organization }: ProfileSectionProps): ReactNode {
  const { form, organization: text } = useMessages()
  const { rename, busy, failure } = useOrganizationActs()
  const [isSaved, setSaved] = useState(false)
  return (
    <Section title={text.profile}>
      <FailureMessage failure={failure} />
      {isSaved && failure === null && busy === null && <Notice>{form.saved}</Notice>}
      <Form
        failure={failure}
        onSend={(filled) => void rename(organization.id, namesOf(filled)).then(setSaved)}
      >
        <NameFields organization={organization} failure={failure} />
        <div className="cc-actions">
          <Button type="submit" look="primary" isBusy={busy === 'rename'}>
            {form.save}
          </Button>
        </div>
      </Form>
    </Section>
  )
}
