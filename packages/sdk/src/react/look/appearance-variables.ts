/** An appearance as the custom properties that the stylesheet goes by. */

import { type Appearance, type Palette, palettesOf } from '@coatcheck/core/protocol'

/** The custom properties, by name. What the appearance leaves out stays as the stylesheet has it. */
export function appearanceVariables({ colors, font, radius }: Appearance): ReadonlyMap<string, string> {
  const palettes = colors === undefined ? null : palettesOf(colors)
  return new Map([
    ...(font === undefined ? [] : [['--cc-font', `${font}, system-ui, sans-serif`] as const]),
    // What a calculation takes for a length.
    ...(radius === undefined ? [] : [['--cc-radius', radius === '0' ? '0px' : radius] as const]),
    ...(palettes === null ? [] : colorVariables('light', palettes.light)),
    ...(palettes === null ? [] : colorVariables('dark', palettes.dark)),
  ])
}

/** The colours of one scheme, as the stylesheet names them: `--cc-accent-soft-light`. */
export function colorVariables(
  scheme: 'light' | 'dark',
  palette: Palette,
): readonly (readonly [name: string, color: string])[] {
  return Object.entries(palette).map(([name, color]) => {
    const words = name.replaceAll(/[A-Z]/g, '-$&').toLowerCase()
    return [`--cc-${words}-${scheme}`, color]
  })
}
