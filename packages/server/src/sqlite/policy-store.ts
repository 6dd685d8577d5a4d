/** The policy port on SQLite. */

import { draftEvent, type PolicyStore, type SavedPolicy } from '@coatcheck/core'
import type { Engine } from './engine.ts'

/** Opens the port. */
export function openPolicyStore(engine: Engine): PolicyStore {
  const { database, write, nowMs } = engine
  const read = database.prepare('SELECT saved FROM policy')
  const first = database.prepare("INSERT INTO policy (one, saved) VALUES (1, '{}') ON CONFLICT DO NOTHING")
  // Only this store writes the column, so that equal policies are equal texts.
  const replace = database.prepare('UPDATE policy SET saved = :after WHERE saved = :before')
  return {
    read: async () => JSON.parse((read.get()?.['saved'] as string | undefined) ?? '{}') as SavedPolicy,
    replace: (before, after, context) =>
      write(() => {
        first.run()
        const { changes } = replace.run({ before: JSON.stringify(before), after: JSON.stringify(after) })
        if (changes === 0) return false
        engine.appendLog('policy', 'policy', nowMs())
        engine.appendEvents([
          draftEvent(context, 'policy.updated', { details: { members: Object.keys(after) } }),
        ])
        return true
      }),
  }
}
