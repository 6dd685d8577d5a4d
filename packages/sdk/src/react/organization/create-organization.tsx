/** A window to make an organization in. */

import type { ReactNode } from 'react'
import { Modal } from '../dialog/modal.tsx'
import { Button } from '../form/button.tsx'
import { FailureMessage } from '../form/failure-message.tsx'
import { Form } from '../form/form.tsx'
import { useMessages } from '../look/look.ts'
import { NameFields, namesOf } from './name-fields.tsx'
import { useOrganizationActs } from './use-organization-acts.ts'

/** The window. Once it is made, one works in it. */
export function CreateOrganization({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { form, organization: text } = useMessages()
  const { create, busy, failure } = useOrganizationActs()
  return (
    <Modal title={text.create} onCancel={onClose}>
      <FailureMessage failure={failure} />
      <Form
        failure={failure}
        onSend={(filled) => void create(namesOf(filled)).then((isDone) => isDone && onClose())}
      >
        <NameFields failure={failure} />
        <div className="cc-actions">
          <Button type="submit" look="primary" isBusy={busy === 'create'}>
            {text.create}
          </Button>
          <Button onClick={onClose}>{form.cancel}</Button>
        </div>
      </Form>
    </Modal>
  )
}
