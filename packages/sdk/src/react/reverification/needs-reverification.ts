/** Whether an answer says that a recent proof is missing, in whichever form the answer came. */

const CODE = 'reverification_required'

/**
 * Whether it does: a `Response` with that problem, or what `client.call`, a server action or a parsed body gave. A
 * response's body stays to be read.
 */
export async function needsReverification(result: unknown): Promise<boolean> {
  if (!(result instanceof Response)) return isProblem(result)
  if (result.status !== 403 || result.bodyUsed) return false
  // A body that is no JSON is somebody else's answer.
  return isProblem(
    await result
      .clone()
      .json()
      .catch(() => null),
  )
}

function isProblem(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'code' in value && value.code === CODE
}
