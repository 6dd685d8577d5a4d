/** Which ways of proving count for a level. */

import type { ProofWays } from '../factor/use-proof.ts'
import type { ReverificationLevel } from './level.ts'

const NONE: ProofWays = { password: false, code: false, passkey: false, recoveryCode: false }

/**
 * The ways to offer next; `null` when there is nothing to prove it with.
 *
 * @param isFirstProved Whether the first of two was proved a moment ago.
 */
export function waysFor(
  level: ReverificationLevel,
  ways: ProofWays,
  isFirstProved: boolean,
): ProofWays | null {
  const second: ProofWays = { ...ways, password: false }
  const hasSecond = ways.code || ways.passkey || ways.recoveryCode
  const password: ProofWays = { ...NONE, password: true }
  switch (level) {
    case 'first_factor':
      return ways.password ? password : null
    case 'any_factor':
      return ways.password ? { ...password, passkey: ways.passkey } : hasSecond ? second : null
    case 'second_factor':
      return hasSecond ? second : ways.password ? password : null
    case 'multi_factor':
      return ways.password && !isFirstProved ? password : hasSecond ? second : null
  }
}

/** Whether that was all that the level asks for. */
export function isEnough(level: ReverificationLevel, ways: ProofWays, isFirstProved: boolean): boolean {
  const hasSecond = ways.code || ways.passkey || ways.recoveryCode
  return level !== 'multi_factor' || !hasSecond || isFirstProved
}
