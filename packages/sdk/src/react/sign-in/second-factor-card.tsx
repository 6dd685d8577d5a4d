/** The second half of a sign-in. */

import type { ReactNode } from 'react'
import type { ClientSession } from '../../browser/client.ts'
import { ProofForm } from '../factor/proof-form.tsx'
import type { ProofController } from '../factor/use-proof.ts'
import { Button } from '../form/button.tsx'
import { Brand } from '../look/brand.tsx'
import { Card } from '../look/card.tsx'
import { useMessages } from '../look/look.ts'
import { fill } from '../messages/fill.ts'
import { usePersonName } from '../person/person-line.tsx'

/** Whose it is. */
export type SecondFactorCardProps = {
  readonly session: ClientSession
  readonly proof: ProofController
  readonly onCancel: () => Promise<void>
}

/** The card. */
export function SecondFactorCard({ session, proof, onCancel }: SecondFactorCardProps): ReactNode {
  const { form, secondFactor } = useMessages()
  const name = usePersonName(session.user)
  return (
    <Card
      className="cc-sign-in"
      mark={<Brand />}
      title={secondFactor.title}
      lead={fill(secondFactor.lead, { name })}
      stub={
        <Button look="plain" onClick={() => void onCancel()}>
          {form.cancel}
        </Button>
      }
    >
      {proof.ways !== null && <ProofForm proof={proof} ways={{ ...proof.ways, password: false }} />}
    </Card>
  )
}
