/** The proofs that were used while they were fresh: each counts once. */

/** A bounded memory. */
export type UsedProofs = {
  /** Uses a proof up. @returns Whether it was the first time. */
  readonly use: (id: string, issuedAtSeconds: number) => boolean
  /** Forgets those that were issued before a time, in seconds; none of them counts again. */
  readonly forgetBefore: (seconds: number) => void
}

/**
 * Makes a memory of at most `size` proofs. Where more come, the oldest are forgotten, and with them goes every proof that
 * is no younger: a flood makes proofs age sooner, and never lets one count twice. A clock that is set back does not either.
 */
export function createUsedProofs(size: number): UsedProofs {
  const bySecond = new Map<number, Set<string>>()
  let count = 0
  let forgotten = -Infinity

  function forget(second: number): void {
    forgotten = Math.max(forgotten, second)
    count -= bySecond.get(second)?.size ?? 0
    bySecond.delete(second)
  }

  return {
    use: (id, issuedAtSeconds) => {
      if (count >= size) forget(Math.min(...bySecond.keys()))
      if (issuedAtSeconds <= forgotten) return false
      let used = bySecond.get(issuedAtSeconds)
      if (used?.has(id) === true) return false
      if (used === undefined) bySecond.set(issuedAtSeconds, (used = new Set()))
      used.add(id)
      count++
      return true
    },
    forgetBefore: (seconds) => {
      for (const second of bySecond.keys()) if (second < seconds) forget(second)
    },
  }
}
