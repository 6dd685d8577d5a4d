/** How an organization is shown: its initials in a square, and its name. */

import type { ReactNode } from 'react'
import { HeardAround } from '../look/heard-around.tsx'
import { Icon } from '../look/icon.tsx'
import { useLook } from '../look/look.ts'
import { initials } from '../person/person-name.ts'

/** Which one. */
export type OrganizationLineProps = {
  readonly name: string
  /** What is heard around the name, with `{name}` in it. Left out: the name alone. */
  readonly sentence?: string
  /** It is the person's own account, and no organization. */
  readonly isPersonal?: boolean
}

/** The line. */
export function OrganizationLine({
  name,
  sentence = '{name}',
  isPersonal = false,
}: OrganizationLineProps): ReactNode {
  const { locale } = useLook()
  return (
    <span className="cc-person">
      <span className="cc-avatar cc-avatar-square" aria-hidden="true">
        {isPersonal ? <Icon name="person" /> : initials(name, locale)}
      </span>
      <HeardAround sentence={sentence}>
        <bdi className="cc-strong">{name}</bdi>
      </HeardAround>
    </span>
  )
}
