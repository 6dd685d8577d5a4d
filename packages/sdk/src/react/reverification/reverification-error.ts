/** What a wrapped action rejects with when the person did not want to prove who they are. */

/** The person closed the question. The action was not repeated. */
export class ReverificationCancelledError extends Error {
  override readonly name = 'ReverificationCancelledError'
  readonly code = 'reverification_cancelled'

  constructor() {
    super('The person did not prove who they are, so the action was not repeated.')
  }
}
