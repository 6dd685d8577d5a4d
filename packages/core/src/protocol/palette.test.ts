import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contrastOf, readColor } from './color.ts'
import { type Palette, palettesOf } from './palette.ts'

const hex = fc.stringMatching(/^#[0-9a-f]{6}$/)

function contrast(one: string, other: string): number {
  const [a, b] = [readColor(one), readColor(other)]
  return a === null || b === null ? 0 : contrastOf(a, b)
}

/** The pairs of what is written and what it is written on. */
function expectReadable(palette: Palette): void {
  const { page, surface, raised, accentSoft, dangerSoft, warnSoft } = palette
  const pairs: readonly (readonly [keyof Palette, readonly string[]])[] = [
    ['ink', [page, surface, raised]],
    ['inkSoft', [page, surface, raised]],
    ['accentText', [page, surface, raised, accentSoft]],
    ['accentInk', [palette.accent, palette.accentHover]],
    ['danger', [page, surface, dangerSoft]],
    ['warn', [warnSoft]],
  ]
  const unreadable = pairs.flatMap(([name, grounds]) =>
    grounds
      .filter((ground) => contrast(palette[name], ground) < 4.5)
      .map((ground) => [name, palette[name], ground]),
  )
  expect(unreadable).toEqual([])
  expect(contrast(palette.fieldLine, surface)).toBeGreaterThanOrEqual(3)
}

test('the colours of Coatcheck can be read', () => {
  const { light, dark } = palettesOf(undefined)
  expectReadable(light)
  expectReadable(dark)
  expect(palettesOf({})).toEqual({ light, dark })
  expect(palettesOf({ dark: {} })).toEqual({ light, dark })
})

test('whatever accent, danger and border are chosen, everything can be read in both schemes', () => {
  fc.assert(
    fc.property(hex, hex, hex, (accent, danger, border) => {
      const { light, dark } = palettesOf({ accent, danger, border })
      expectReadable(light)
      expectReadable(dark)
      expect(light.accent).toBe(accent)
      expect(light.line).toBe(border)
    }),
  )
})

test('an accent of its own for dark schemes is taken as it is', () => {
  fc.assert(
    fc.property(hex, hex, (accent, darkAccent) => {
      const { light, dark } = palettesOf({ accent, dark: { accent: darkAccent } })
      expect([light.accent, dark.accent]).toEqual([accent, darkAccent])
      expectReadable(dark)
    }),
  )
})

describe('grounds', () => {
  test('of white and black carry what is drawn from them', () => {
    const { light, dark } = palettesOf({
      background: '#ffffff',
      surface: '#ffffff',
      text: '#000000',
      muted: '#555555',
      dark: { background: '#000000', surface: 'rgb(10 10 10)', text: '#ffffff', muted: 'hsl(0 0% 70%)' },
    })
    expectReadable(light)
    expectReadable(dark)
    expect(light.raised).toBe('#f5f5f5')
    expect(dark.surface).toBe('#0a0a0a')
  })

  test('chosen for light schemes change nothing in dark ones', () => {
    const { dark } = palettesOf({ background: '#ffffff', text: '#111111' })
    expect(dark).toEqual(palettesOf(undefined).dark)
  })
})
