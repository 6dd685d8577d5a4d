/** Time as a port: core never asks the machine what time it is. */

/** The wall clock of whoever decides; stores own the one that every limit is compared with. */
export type Clock = {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly nowMs: () => number
}
