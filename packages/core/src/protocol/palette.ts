/** Every colour that a page needs, from the few that somebody chose: what people read stays readable. */

import type { AppearanceColors } from './appearance.ts'
import { type Color, contrastOf, hexOf, inkOn, readColor } from './color.ts'

/** The colours of one scheme, each as style sheets write it. */
export type Palette = {
  /** Behind everything. */
  readonly page: string
  /** Cards and fields. */
  readonly surface: string
  /** Quiet buttons and boxes on a surface. */
  readonly raised: string
  readonly ink: string
  readonly inkSoft: string
  readonly line: string
  /** Around fields, whose edge has to be seen. */
  readonly fieldLine: string
  readonly accent: string
  readonly accentHover: string
  /** What is written on the accent. */
  readonly accentInk: string
  /** Behind what is chosen. */
  readonly accentSoft: string
  /** Links, and what is written on the soft accent. */
  readonly accentText: string
  readonly danger: string
  readonly dangerSoft: string
  readonly warn: string
  readonly warnSoft: string
  readonly shadow: string
  readonly hairline: string
}

/** The colours of both schemes. */
export type Palettes = { readonly light: Palette; readonly dark: Palette }

/** Contrast that text needs, and that the edge of a field needs (WCAG 2.2, 1.4.3 and 1.4.11). */
const TEXT = 4.5
const EDGE = 3

const LIGHT: Palette = {
  page: '#f4f1ea',
  surface: '#fffdf9',
  raised: '#f8f5ee',
  ink: '#211f1b',
  inkSoft: '#5f5a50',
  line: '#e2dccf',
  fieldLine: '#8b8477',
  accent: '#1f5e4b',
  accentHover: '#174a3b',
  accentInk: '#ffffff',
  accentSoft: '#e2eee7',
  accentText: '#1a5443',
  danger: '#a3262b',
  dangerSoft: '#fbe9e6',
  warn: '#7a4b00',
  warnSoft: '#f9ecd2',
  shadow: 'rgb(60 50 30 / 9%)',
  hairline: 'rgb(60 50 30 / 18%)',
}

const DARK: Palette = {
  page: '#131512',
  surface: '#1d201c',
  raised: '#262a25',
  ink: '#efece3',
  inkSoft: '#b0ab9e',
  line: '#353932',
  fieldLine: '#7d8277',
  accent: '#8ed1b3',
  accentHover: '#a9dfc6',
  accentInk: '#0f231a',
  accentSoft: '#21382e',
  accentText: '#9ad8bd',
  danger: '#ffa49c',
  dangerSoft: '#3d2321',
  warn: '#f0c579',
  warnSoft: '#3a2e17',
  shadow: 'rgb(0 0 0 / 40%)',
  hairline: 'rgb(255 255 255 / 14%)',
}

/**
 * The palettes of chosen colours. What was chosen stands as it is, but for two things: a link or a word of danger that
 * could not be read is drawn towards the text until it can, and so is the edge of a field.
 */
export function palettesOf(
  colors: (AppearanceColors & { readonly dark?: AppearanceColors | undefined }) | undefined,
): Palettes {
  const { dark = {}, ...light } = colors ?? {}
  return {
    light: paletteOf(LIGHT, light),
    dark: paletteOf(DARK, {
      ...lightened('accent', light, dark),
      ...lightened('danger', light, dark),
      ...dark,
    }),
  }
}

/** A colour that was chosen for light schemes, as dark ones show it. */
function lightened(
  role: 'accent' | 'danger',
  { [role]: chosen }: AppearanceColors,
  { surface }: AppearanceColors,
): AppearanceColors {
  if (chosen === undefined) return {}
  const ground = colorOf(surface ?? DARK.surface)
  return { [role]: hexOf(drawn(colorOf(chosen), colorOf(DARK.ink), [ground], EDGE)) }
}

function paletteOf(base: Palette, chosen: AppearanceColors): Palette {
  if (Object.values(chosen).every((color) => color === undefined)) return base
  const page = colorOf(chosen.background ?? base.page)
  const surface = colorOf(chosen.surface ?? base.surface)
  const ink = colorOf(chosen.text ?? base.ink)
  const hasGround = chosen.background !== undefined || chosen.surface !== undefined
  const raised = hasGround ? mixed(surface, ink, 0.04) : colorOf(base.raised)
  const line = colorOf(chosen.border ?? base.line)
  const edge = chosen.border === undefined ? colorOf(base.fieldLine) : line
  const warnSoft = hasGround ? mixed(colorOf(base.warn), surface, 0.86) : colorOf(base.warnSoft)
  return {
    ...base,
    page: hexOf(page),
    surface: hexOf(surface),
    raised: hexOf(raised),
    ink: hexOf(ink),
    inkSoft: hexOf(colorOf(chosen.muted ?? base.inkSoft)),
    line: hexOf(line),
    fieldLine: hexOf(drawn(edge, ink, [surface], EDGE)),
    ...accentOf(base, chosen.accent, { ink, surface, page, raised }),
    ...dangerOf(base, chosen.danger, { ink, surface, page }),
    warn: hexOf(drawn(colorOf(base.warn), ink, [surface, warnSoft], TEXT)),
    warnSoft: hexOf(warnSoft),
  }
}

type Grounds = { readonly ink: Color; readonly surface: Color; readonly page: Color }

function accentOf(
  base: Palette,
  chosen: string | undefined,
  { ink, surface, page, raised }: Grounds & { readonly raised: Color },
): Pick<Palette, 'accent' | 'accentHover' | 'accentInk' | 'accentSoft' | 'accentText'> {
  const accent = colorOf(chosen ?? base.accent)
  const accentInk = chosen === undefined ? base.accentInk : inkOn(accent)
  // Away from what is written on it, which is then read no worse.
  const away: Color = inkOn(colorOf(accentInk)) === '#000000' ? [0, 0, 0] : [1, 1, 1]
  const accentSoft = mixed(accent, surface, 0.86)
  return {
    accent: hexOf(accent),
    accentHover: hexOf(mixed(accent, away, 0.18)),
    accentInk,
    accentSoft: hexOf(accentSoft),
    accentText: hexOf(drawn(accent, ink, [surface, page, raised, accentSoft], TEXT)),
  }
}

function dangerOf(
  base: Palette,
  chosen: string | undefined,
  { ink, surface, page }: Grounds,
): Pick<Palette, 'danger' | 'dangerSoft'> {
  const danger = colorOf(chosen ?? base.danger)
  const dangerSoft = mixed(danger, surface, 0.9)
  return {
    danger: hexOf(drawn(danger, ink, [surface, page, dangerSoft], TEXT)),
    dangerSoft: hexOf(dangerSoft),
  }
}

/** A colour, drawn towards another one as little as it takes to be told from every ground. */
function drawn(color: Color, towards: Color, grounds: readonly Color[], contrast: number): Color {
  for (let share = 0; share < 1; share += 0.04) {
    // As it will be written: rounding must not take the last hundredth of the contrast away.
    const candidate = colorOf(hexOf(mixed(color, towards, share)))
    if (grounds.every((ground) => contrastOf(candidate, colorOf(hexOf(ground))) >= contrast)) return candidate
  }
  return towards
}

function mixed(one: Color, other: Color, share: number): Color {
  const part = (at: 0 | 1 | 2): number => one[at] * (1 - share) + other[at] * share
  return [part(0), part(1), part(2)]
}

function colorOf(text: string): Color {
  const color = readColor(text)
  if (color === null) throw new Error(`${text} is no colour`)
  return color
}
