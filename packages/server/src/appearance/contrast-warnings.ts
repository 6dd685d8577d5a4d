/** What people could not read of chosen colours: it is said at the start, and stops nothing. */

import { type Appearance, contrastOf, type Palette, palettesOf, readColor } from '@coatcheck/core/protocol'

/** What text needs (WCAG 2.2, 1.4.3). */
const NEEDED = 4.5

const TEXTS = { text: 'ink', muted: 'inkSoft' } as const
const GROUNDS = { background: 'page', surface: 'surface' } as const

/** The warnings of an appearance. Pairs that Coatcheck chose itself need none. */
export function contrastWarnings({ colors }: Appearance): readonly string[] {
  const { dark = {}, ...light } = colors ?? {}
  const palettes = palettesOf(colors)
  return [...unreadable(palettes.light, light, 'colors'), ...unreadable(palettes.dark, dark, 'colors.dark')]
}

function unreadable(palette: Palette, chosen: object, path: string): readonly string[] {
  const pairs = Object.entries(TEXTS).flatMap(([text, ink]) =>
    Object.entries(GROUNDS).map(([ground, on]) => ({ text, ink, ground, on })),
  )
  return pairs.flatMap(({ text, ink, ground, on }) => {
    const contrast = contrastBetween(palette[ink], palette[on])
    if (contrast >= NEEDED || !(text in chosen || ground in chosen)) return []
    const shown = contrast.toFixed(1)
    return [
      `appearance: ${path}.${text} on ${path}.${ground} has a contrast of ${shown}, and people need ${NEEDED}`,
    ]
  })
}

function contrastBetween(one: string, other: string): number {
  const [a, b] = [readColor(one), readColor(other)]
  return a === null || b === null ? 1 : contrastOf(a, b)
}
