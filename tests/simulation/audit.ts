/** Once nothing is wrong any more: everybody has what they need, and knows what has become of them. */

import type { Host } from './host.ts'
import type { Judge } from './judge.ts'
import type { Resident } from './resident.ts'
import { endOf } from './watch-sign-outs.ts'

/** Looks at one browser, whose tabs in view had all the time that they need. */
export async function audit(resident: Resident, host: Host, judge: Judge): Promise<void> {
  const id = resident.sessionId()
  const reading = id === null ? null : await host.read(id)
  const lives = reading !== null && endOf(reading) === null
  for (const { tab, token } of resident.applications()) {
    if (!tab.page.page.isVisible()) continue
    const { state } = tab.client
    const find = (what: string): void => judge.find('liveness', tab.name, what)
    if (!state.isLoaded || state.error !== null)
      find(`is ${state.status} (${state.error?.code ?? ''}) in fair weather`)
    else if (lives && state.session?.id !== id) find(`does not show ${id}, which lives`)
    else if (!lives && state.session !== null) find(`shows ${state.session.id}, which is over`)
    else if (lives) {
      const got = await token()
      if (typeof got !== 'string')
        find(`gets no token: ${got === null ? 'nobody is signed in' : got.message}`)
    }
  }
}
