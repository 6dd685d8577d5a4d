/** The policy port on SQLite. */

import { draftEvent, type PolicyStore, type SavedPolicy } from '@coatcheck/core'
import type { Engine } from './engine.ts'

/** Opens the port. */
export function openPolicyStore(engine: Engine): PolicyStore {
  const { database, write, nowMs } = engine
  const read = database.prepare('SELECT saved FROM policy')
  const save = database.prepare(
    'INSERT INTO policy (only, saved) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET saved = excluded.saved',
  )
  return {
    read: async () => JSON.parse((read.get()?.['saved'] as string | undefined) ?? '{}') as SavedPolicy,
    write: async (policy, context) => {
      await write(() => {
        save.run(JSON.stringify(policy))
        engine.appendLog('policy', 'policy', nowMs())
        engine.appendEvents([
          draftEvent(context, 'policy.updated', { details: { members: Object.keys(policy) } }),
        ])
      })
    },
  }
}
