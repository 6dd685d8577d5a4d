/** The roles that a member can have. */

import { type ReactNode, useId } from 'react'
import { useMessages } from '../look/look.ts'

const BUILT_IN = ['org:admin', 'org:member'] as const

/** What a role is called. One that the application made is called by its key. */
export function useRoleName(role: string): string {
  const { organization } = useMessages()
  return nameOf(role, organization)
}

function nameOf(
  role: string,
  { admin, member }: { readonly admin: string; readonly member: string },
): string {
  if (role === 'org:admin') return admin
  return role === 'org:member' ? member : role.replace(/^org:/, '')
}

/** What is chosen from. */
export type RoleSelectProps = {
  /** A label for who does not see what it stands beside. */
  readonly label: string
  readonly value: string
  readonly name?: string
  readonly onChoose?: (role: string) => void
}

/** The roles that every instance has, and the one that somebody has already. */
export function RoleSelect({ label, value, name, onChoose }: RoleSelectProps): ReactNode {
  const { organization } = useMessages()
  const id = useId()
  const roles = new Set<string>([...BUILT_IN, value])
  return (
    <span className="cc-select">
      <label className="cc-hidden" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        name={name}
        className="cc-input"
        {...(onChoose === undefined
          ? { defaultValue: value }
          : { value, onChange: (event) => onChoose(event.currentTarget.value) })}
      >
        {Array.from(roles, (one) => (
          <option key={one} value={one}>
            {nameOf(one, organization)}
          </option>
        ))}
      </select>
    </span>
  )
}
