/** `<UserButton>`: the person's picture, and below it their accounts. */

import type { ReactNode } from 'react'
import type { ClientSession } from '../../browser/client.ts'
import { Frame } from '../look/frame.tsx'
import { HeardAround } from '../look/heard-around.tsx'
import { Icon } from '../look/icon.tsx'
import { useMessages } from '../look/look.ts'
import { fill } from '../messages/fill.ts'
import { Avatar, PersonLine, usePersonName } from '../person/person-line.tsx'
import { Popup } from '../popup/popup.tsx'
import { useAccounts } from '../session/use-accounts.ts'
import { FailureMessage } from '../form/failure-message.tsx'

/** What it shows. */
export type UserButtonProps = {
  /** Whether the name stands beside the picture. */
  readonly showName?: boolean
}

/** The button; nothing while nobody is signed in. */
export function UserButton({ showName = false }: UserButtonProps): ReactNode {
  const { current } = useAccounts()
  const { account } = useMessages()
  const name = usePersonName(current?.user ?? null)
  if (current === null) return null
  return (
    <Frame className="cc-user-button">
      <Popup
        label={fill(account.menu, { name })}
        className="cc-opener"
        button={
          <>
            <Avatar person={current.user} />
            {showName ? (
              <HeardAround sentence={account.menu}>
                <bdi className="cc-strong">{name}</bdi>
              </HeardAround>
            ) : (
              <span className="cc-hidden">{fill(account.menu, { name })}</span>
            )}
          </>
        }
      >
        {(close) => <Menu current={current} onClose={close} />}
      </Popup>
    </Frame>
  )
}

type MenuProps = { readonly current: ClientSession; readonly onClose: () => void }

function Menu({ current, onClose }: MenuProps): ReactNode {
  const { account } = useMessages()
  const accounts = useAccounts()
  const { others, failure } = accounts
  return (
    <>
      <div className="cc-menu-head">
        <PersonLine
          person={current.user}
          badges={current.actor !== null && <span className="cc-badge cc-badge-warn">{account.acting}</span>}
        />
      </div>
      <FailureMessage failure={failure} />
      <ul className="cc-menu">
        <li>
          <a className="cc-item" href={accounts.accountUrl}>
            <Icon name="settings" /> {account.manage}
          </a>
        </li>
        <li>
          <button type="button" className="cc-item" onClick={() => void accounts.signOut(current)}>
            <Icon name="leave" /> {account.signOut}
          </button>
        </li>
      </ul>
      <ul className="cc-menu" aria-label={account.accounts}>
        {others.map((other) => (
          <li key={other.id}>
            <OtherAccount session={other} onChoose={() => void accounts.switchTo(other).then(onClose)} />
          </li>
        ))}
        <li>
          <a className="cc-item" href={accounts.addUrl}>
            <Icon name="plus" /> {account.add}
          </a>
        </li>
      </ul>
    </>
  )
}

type OtherProps = { readonly session: ClientSession; readonly onChoose: () => void }

function OtherAccount({ session, onChoose }: OtherProps): ReactNode {
  const { account } = useMessages()
  return (
    <button type="button" className="cc-item" onClick={onChoose}>
      <PersonLine
        person={session.user}
        sentence={account.switchTo}
        badges={
          session.status === 'pending' && <span className="cc-badge cc-badge-warn">{account.pending}</span>
        }
      />
    </button>
  )
}
