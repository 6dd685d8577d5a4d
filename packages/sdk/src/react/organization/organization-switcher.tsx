/** `<OrganizationSwitcher>`: the organization that one works in, and the way to another. */

import { type ReactNode, useState } from 'react'
import { FailureMessage } from '../form/failure-message.tsx'
import { Frame } from '../look/frame.tsx'
import { Icon } from '../look/icon.tsx'
import { useMessages } from '../look/look.ts'
import { fill } from '../messages/fill.ts'
import { Popup } from '../popup/popup.tsx'
import { useClientState } from '../provider/use-client.ts'
import { CreateOrganization } from './create-organization.tsx'
import { OrganizationLine } from './organization-line.tsx'
import { useOrganization } from './use-organization.ts'
import { useOrganizationActs } from './use-organization-acts.ts'

/** What it offers. */
export type OrganizationSwitcherProps = {
  /** Whether one may work in none (default `true`). */
  readonly showPersonal?: boolean
  /** Whether one may make another (default `true`). */
  readonly canCreate?: boolean
  /** Where the organization is managed. Left out: nowhere. */
  readonly manageUrl?: string
}

/** The switcher; nothing until the organizations are known, and while nobody is signed in. */
export function OrganizationSwitcher({ canCreate = true, ...props }: OrganizationSwitcherProps): ReactNode {
  const { organization: text } = useMessages()
  const { isLoaded, organization, organizations } = useOrganization()
  const { session } = useClientState()
  const [isCreating, setCreating] = useState(false)
  const canChoose = (organizations?.length ?? 0) > 0 || canCreate
  if (!isLoaded || session === null || !canChoose) return null
  const name = organization?.name ?? text.personal
  return (
    <Frame className="cc-organization-switcher">
      <Popup
        label={fill(text.switcher, { name })}
        className="cc-opener cc-opener-wide"
        button={
          <>
            <OrganizationLine name={name} sentence={text.switcher} isPersonal={organization === null} />
            <Icon name="updown" />
          </>
        }
      >
        {(close) => (
          <Choices
            {...props}
            onClose={close}
            onCreate={
              canCreate
                ? () => {
                    close()
                    setCreating(true)
                  }
                : null
            }
          />
        )}
      </Popup>
      {isCreating && <CreateOrganization onClose={() => setCreating(false)} />}
    </Frame>
  )
}

type ChoicesProps = Pick<OrganizationSwitcherProps, 'showPersonal' | 'manageUrl'> & {
  readonly onClose: () => void
  readonly onCreate: (() => void) | null
}

function Choices({ showPersonal = true, manageUrl, onClose, onCreate }: ChoicesProps): ReactNode {
  const { organization: text } = useMessages()
  const { organization, organizations = [] } = useOrganization()
  const { activate, failure } = useOrganizationActs()
  const currentId = organization?.id ?? null

  async function choose(id: string | null): Promise<void> {
    if (id === currentId || (await activate(id))) onClose()
  }

  const choices = [
    ...(showPersonal ? [{ id: null, name: text.personal }] : []),
    ...organizations.map((membership) => membership.organization),
  ]
  return (
    <>
      <FailureMessage failure={failure} />
      <ul className="cc-menu" aria-label={text.list}>
        {choices.map(({ id, name }) => (
          <li key={id}>
            <button
              type="button"
              className="cc-item"
              aria-current={id === currentId || undefined}
              onClick={() => void choose(id)}
            >
              <OrganizationLine name={name} isPersonal={id === null} />
              {id === currentId && <Icon name="chosen" />}
            </button>
          </li>
        ))}
      </ul>
      <ul className="cc-menu">
        {manageUrl !== undefined && organization && (
          <li>
            <a className="cc-item" href={manageUrl}>
              <Icon name="settings" /> {text.manage}
            </a>
          </li>
        )}
        {onCreate !== null && (
          <li>
            <button type="button" className="cc-item" onClick={onCreate}>
              <Icon name="plus" /> {text.create}
            </button>
          </li>
        )}
      </ul>
    </>
  )
}
