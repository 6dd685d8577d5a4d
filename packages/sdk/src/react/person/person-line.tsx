/** How a person is shown: a round picture or initials, the name, and the address below it. */

import type { ReactNode } from 'react'
import { HeardAround } from '../look/heard-around.tsx'
import { useLook } from '../look/look.ts'
import { initials, type Person, personName } from './person-name.ts'

/** Whom to show. */
export type PersonProps = { readonly person: Person }

/** The name, or that there is none. */
export function usePersonName(person: Person | null): string {
  const { messages } = useLook()
  return (person && personName(person)) ?? messages.account.nameless
}

/** The picture alone; the name stands beside it, or in the name of what it stands in. */
export function Avatar({ person }: PersonProps): ReactNode {
  const { locale } = useLook()
  const name = usePersonName(person)
  const { imageUrl = null } = person
  return (
    <span className="cc-avatar" aria-hidden="true">
      {imageUrl === null ? (
        initials(name, locale)
      ) : (
        <img src={imageUrl} alt="" referrerPolicy="no-referrer" />
      )}
    </span>
  )
}

/** What stands with a person. */
export type PersonLineProps = PersonProps & {
  /** What is heard around the name, with `{name}` in it. Left out: the name alone. */
  readonly sentence?: string
  /** Beside the name. */
  readonly badges?: ReactNode
  /** Below the address. */
  readonly children?: ReactNode
}

/** Picture, name and address. */
export function PersonLine({ person, sentence = '{name}', badges, children }: PersonLineProps): ReactNode {
  const name = usePersonName(person)
  const { email } = person
  return (
    <span className="cc-person">
      <Avatar person={person} />
      <span className="cc-person-text">
        <span className="cc-badges">
          <HeardAround sentence={sentence}>
            <bdi className="cc-strong">{name}</bdi>
          </HeardAround>
          {badges}
        </span>
        {email !== null && email !== name && <bdi className="cc-soft cc-small">{email}</bdi>}
        {children}
      </span>
    </span>
  )
}
