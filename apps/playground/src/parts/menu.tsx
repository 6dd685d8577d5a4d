/** The menu of the demo's application: what the role in the token lets the user do. */

import type { ReactNode } from 'react'
import { DEMO_ROLES } from '../demo/demo-api.ts'

/** What each role may do beyond those before it. */
const ENTRIES = ['Read', 'Edit', 'Manage'] as const

/** The menu. @param role As the token says it; whatever is none of ours may read. */
export function Menu({ role }: { readonly role: unknown }): ReactNode {
  const rank = Math.max(0, (DEMO_ROLES as readonly unknown[]).indexOf(role))
  return (
    <div className="menu">
      <h3 className="small-heading">Menu</h3>
      <ul className="menu-entries" aria-label="What the user may do">
        {ENTRIES.filter((_, needed) => needed <= rank).map((name) => (
          <li key={name} className="menu-entry">
            {name}
          </li>
        ))}
      </ul>
    </div>
  )
}
