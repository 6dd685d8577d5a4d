/** The question whether it is the person, as the provider asks it. */

import { type ReactNode, useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { ClientSession, Proof } from '../../browser/client.ts'
import { Modal } from '../dialog/modal.tsx'
import { ProofForm } from '../factor/proof-form.tsx'
import { useProof } from '../factor/use-proof.ts'
import { Button } from '../form/button.tsx'
import { useMessages } from '../look/look.ts'
import { useParts } from '../provider/parts.ts'
import { useClient, useClientState } from '../provider/use-client.ts'
import type { Question } from './confirmation.ts'
import { isEnough, waysFor } from './ways-for.ts'

/** Shows what is asked, while something is. */
export function ReverificationDialog(): ReactNode {
  const question = useQuestion()
  const { confirmation } = useParts()
  const { session } = useClientState()
  const sessionId = session?.id
  // Nobody proves anything for a session that is over, or in the place of another account.
  useEffect(() => confirmation.drop, [confirmation, sessionId])
  if (question === null || session === null) return null
  return <QuestionDialog question={question} session={session} />
}

function useQuestion(): Question | null {
  const { confirmation } = useParts()
  const [host] = useState(() => ({}))
  const subscribe = useCallback(
    (listener: () => void) => confirmation.subscribe(host, listener),
    [confirmation, host],
  )
  const read = (): Question | null => confirmation.read(host)
  return useSyncExternalStore(subscribe, read, () => null)
}

type QuestionProps = { readonly question: Question; readonly session: ClientSession }

function QuestionDialog({ question: { level, answer }, session }: QuestionProps): ReactNode {
  const client = useClient()
  const { reverification, form } = useMessages()
  const [isFirstProved, setFirstProved] = useState(false)
  const prove = useCallback((proof: Proof) => client.reverify(proof), [client])
  const proof = useProof({ session, prove })
  const known = proof.ways
  const ways = known === null ? undefined : waysFor(level, known, isFirstProved)
  return (
    <Modal title={reverification.title} onCancel={() => answer(false)}>
      <p className="cc-soft">{ways === null ? reverification.none : reverification.lead}</p>
      {known !== null && ways && (
        <ProofForm
          // The second of two forms begins anew, with the keyboard in it.
          key={String(isFirstProved)}
          proof={proof}
          ways={ways}
          onProved={() => (isEnough(level, known, isFirstProved) ? answer(true) : setFirstProved(true))}
        />
      )}
      <Button look="plain" onClick={() => answer(false)}>
        {form.cancel}
      </Button>
    </Modal>
  )
}
