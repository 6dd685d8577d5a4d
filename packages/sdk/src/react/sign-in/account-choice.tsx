/** "Continue as": the accounts that are signed in in this browser already. */

import { type ReactNode, useId } from 'react'
import type { ClientSession } from '../../browser/client.ts'
import { Icon } from '../look/icon.tsx'
import { useMessages } from '../look/look.ts'
import { PersonLine } from '../person/person-line.tsx'

/** Which there are. */
export type AccountChoiceProps = {
  readonly accounts: readonly ClientSession[]
  readonly onChoose: (account: ClientSession) => void
}

/** The accounts, above the form for another one; nothing where there is none. */
export function AccountChoice({ accounts, onChoose }: AccountChoiceProps): ReactNode {
  const { signIn } = useMessages()
  const id = useId()
  if (accounts.length === 0) return null
  return (
    <section className="cc-accounts" aria-labelledby={id}>
      <h3 id={id}>{signIn.continueAs}</h3>
      <ul className="cc-list">
        {accounts.map((account) => (
          <li key={account.id}>
            {/* The heading above says what choosing one does; the button's name is all that it shows. */}
            <button
              type="button"
              className="cc-choice"
              aria-describedby={id}
              onClick={() => onChoose(account)}
            >
              <PersonLine person={account.user} />
              <Icon name="onwards" />
            </button>
          </li>
        ))}
      </ul>
      <p className="cc-divider">
        <span>{signIn.orAnother}</span>
      </p>
    </section>
  )
}
