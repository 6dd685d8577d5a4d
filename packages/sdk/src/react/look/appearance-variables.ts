/** An appearance as the custom properties that the stylesheet goes by. */

import { type Appearance, COLOR_ROLES, contrastOf, inkOn, readColor } from '@coatcheck/core/protocol'

/** What text on a colour has to reach (WCAG 2.2, 1.4.3). */
const READABLE = 4.5

/** The surfaces of the stylesheet, `--cc-surface-light` and `--cc-surface-dark`. */
const SURFACES = { light: '#fffdf9', dark: '#1d201c' } as const

/** The custom properties, by name. What the appearance leaves out is not among them. */
export function appearanceVariables({ colors, font, radius }: Appearance): ReadonlyMap<string, string> {
  const { dark = {}, ...light } = colors ?? {}
  return new Map([
    ...(font === undefined ? [] : [['--cc-font', font] as const]),
    ...(radius === undefined ? [] : [['--cc-radius', radius] as const]),
    ...colorVariables('light', light),
    ...colorVariables('dark', dark),
  ])
}

type Colors = Omit<NonNullable<Appearance['colors']>, 'dark'>

function colorVariables(
  scheme: keyof typeof SURFACES,
  colors: Colors,
): readonly (readonly [string, string])[] {
  const given = COLOR_ROLES.flatMap((role) => {
    const color = colors[role]
    return color === undefined ? [] : [[`--cc-${role}-${scheme}`, color] as const]
  })
  const [accent, surface] = [colors.accent ?? '', colors.surface ?? SURFACES[scheme]].map(readColor)
  if (!accent || !surface) return given
  // Links have the accent's colour only where it can be read.
  const link = contrastOf(accent, surface) < READABLE ? 'var(--cc-text)' : `var(--cc-accent-${scheme})`
  return [...given, [`--cc-on-accent-${scheme}`, inkOn(accent)], [`--cc-link-${scheme}`, link]]
}
