/** What people and administrators do that ends sessions, or changes what tokens say. */

import type { Calm } from './calm.ts'
import type { Deeds } from './deeds.ts'
import type { Ground } from './ground.ts'
import type { Host } from './host.ts'
import type { Resident } from './resident.ts'
import type { Scenario } from './scenario.ts'

/** Lets them begin. @returns Lets them rest. */
export function beginDeeds(
  ground: Ground,
  {
    scenario,
    host,
    residents,
    deeds,
  }: {
    readonly scenario: Scenario
    readonly host: Host
    readonly residents: () => readonly Resident[]
    readonly deeds: Deeds
    readonly calm: Calm
  },
): () => void {
  const { agenda, journal } = ground
  const dice = ground.dice.fork()
  let isOver = false

  function administer(method: string, path: string, body?: object): void {
    journal.note('admin', `${method} ${path}`)
    ground.holdTime(host.administer(method, path, body))
  }

  function doSomething(resident: Resident): void {
    const { person, sessionId, applications, browser } = resident
    const { userId } = person
    const id = sessionId()
    const [application] = applications().filter(
      ({ tab }) => !tab.loop.isFrozen() && browser.machine.isAwake(),
    )
    const kind = dice.number()
    if (kind < 0.3) {
      if (host.isUp())
        administer('PATCH', `users/${userId}`, { publicMetadata: { role: dice.pick(['a', 'b', 'c']) } })
    } else if (kind < 0.5 && id !== null) {
      if (!host.isUp()) return
      deeds.did(id, 'revoked_by_admin')
      administer('DELETE', `sessions/${id}`)
    } else if (kind < 0.6) {
      if (!host.isUp()) return
      deeds.did(userId, 'revoked_by_admin')
      deeds.did(userId, 'signed_out_everywhere')
      administer('DELETE', `sessions?userId=${userId}`)
    } else if (application !== undefined) {
      const { client, name } = application.tab
      const current = client.state.session
      if (current === null) return
      const scope = dice.pick(['local', 'local', 'others', 'global'] as const)
      // Whoever cannot tell the server is signed out there alone where they are.
      if (scope !== 'others') deeds.did(current.id, 'signed_out')
      if (scope !== 'local')
        deeds.did(userId, scope === 'global' ? 'signed_out_everywhere' : 'revoked_by_user')
      journal.note(name, `signs out: ${scope}`)
      application.tab.loop.deliver(() => void client.signOut({ scope }))
    }
  }

  function again(resident: Resident): void {
    agenda.after(dice.about(scenario.deedMs), () => {
      if (isOver) return
      doSomething(resident)
      again(resident)
    })
  }
  for (const resident of residents()) again(resident)
  return () => {
    isOver = true
  }
}
