/** Equal questions about claims that are under way at one time share one answer: a session never asks twice at once. */

import type { JsonObject } from '@coatcheck/core'
import type { CustomClaimsAnswer, CustomClaimsQuestion } from './hook.ts'

/** Claims, and as of which position of the log what was asked about is known. */
export type AnsweredClaims = { readonly claims: JsonObject; readonly position: number }

/** Asks for claims. @param position As of which position of the log the question was read. */
export type AskForClaims = (question: CustomClaimsQuestion, position: number) => Promise<AnsweredClaims>

/**
 * Shares answers. Whoever joins a question is answered as of when that began: what changed since outdates the token, also
 * where only the hook knows of it. Nothing is kept once it is answered.
 */
export function sharingAnswers(
  ask: (question: CustomClaimsQuestion) => Promise<CustomClaimsAnswer>,
): AskForClaims {
  const underWay = new Map<string, Promise<AnsweredClaims>>()
  return async (question, position) => {
    const key = JSON.stringify(question)
    const known = underWay.get(key)
    if (known !== undefined) {
      const shared = await known
      return { claims: shared.claims, position: Math.min(shared.position, position) }
    }
    const asked = ask(question).then(({ claims }) => ({ claims, position }))
    underWay.set(key, asked)
    try {
      return await asked
    } finally {
      underWay.delete(key)
    }
  }
}
