/** How the appearance stands among the settings: as JSON, wherever it comes from. */

import { type Appearance, readAppearance } from '@coatcheck/core/protocol'
import { INVALID, type Setting } from './setting.ts'

/** Reads the text. */
export function readAppearanceText(text: string): Appearance | typeof INVALID {
  const reading = readAppearance(parsed(text))
  return reading.ok ? reading.appearance : INVALID
}

/** What is wrong within it, each as the end of a sentence that names the setting. */
export const appearanceFaults: NonNullable<Setting<Appearance>['faults']> = (text) => {
  const reading = readAppearance(parsed(text))
  if (reading.ok) return []
  return reading.problems.map(
    ({ path, allowed }) => `${path === '' ? '' : `: ${path}`} is not in order; allowed: ${allowed}`,
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // which is no description
  }
}
