/** The policy port on Postgres. */

import { draftEvent, type PolicyStore, type SavedPolicy } from '@coatcheck/core'
import type { Engine } from './engine.ts'
import { statement } from './statement.ts'

const read = statement('SELECT saved FROM policy')
const first = statement("INSERT INTO policy (one, saved) VALUES (1, '{}') ON CONFLICT DO NOTHING")
// Only this store writes the column, so that equal policies are equal texts.
const replace = statement('UPDATE policy SET saved = :after WHERE saved = :before')
const readNow = statement('SELECT :now AS now')

/** Opens the port. */
export function openPolicyStore({ pool, transact }: Engine): PolicyStore {
  return {
    read: async () =>
      JSON.parse(((await read.get(pool))?.['saved'] as string | undefined) ?? '{}') as SavedPolicy,
    replace: (before, after, context) =>
      transact(async ({ on, appendLog, appendEvents }) => {
        await first.run(on)
        const texts = { before: JSON.stringify(before), after: JSON.stringify(after) }
        if ((await replace.run(on, texts)) === 0) return false
        appendLog('policy', 'policy', (await readNow.get(on))?.['now'] as number)
        appendEvents([draftEvent(context, 'policy.updated', { details: { members: Object.keys(after) } })])
        return true
      }),
  }
}
