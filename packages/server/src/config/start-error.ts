/** What stops a start, in words for whoever started it. */

/** A start that cannot go on for a reason outside the program. The message is printed as it is, without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
