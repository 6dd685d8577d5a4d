import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Color, contrastOf, hexOf, inkOn, readColor } from './color.ts'

const byte = fc.integer({ min: 0, max: 255 })
const color = fc.tuple(byte, byte, byte)

function read(text: string): Color {
  const found = readColor(text)
  if (found === null) throw new Error(`${text} was not read`)
  return found
}

// What Chromium's canvas makes of them, and the examples of CSS Color Module Level 4.
test.each([
  ['#1f5e4b', '#1f5e4b'],
  ['#FA0', '#ffaa00'],
  ['rgb(31 94 75)', '#1f5e4b'],
  ['rgb(31, 94, 75)', '#1f5e4b'],
  ['rgb(100% 0% 50%)', '#ff0080'],
  ['hsl(120 100% 25%)', '#008000'],
  ['hsl(270deg, 60%, 70%)', '#b385e0'],
  ['hsl(0 0% 50%)', '#808080'],
  ['hsl(360 100% 50%)', '#ff0000'],
  ['oklch(0.627955 0.257683 29.2339)', '#ff0000'],
  ['oklch(51.975% 0.17686 142.495)', '#008000'],
  ['oklch(1 0 0)', '#ffffff'],
  ['oklch(0 0 0deg)', '#000000'],
])('%s is %s', (text, hex) => {
  expect(hexOf(read(text))).toBe(hex)
})

test.each([
  '',
  'red',
  'transparent',
  'currentcolor',
  'var(--accent)',
  '#12345',
  '#11223344',
  '#1f5e4b;',
  ' #1f5e4b',
  '#1f5e4b\n',
  'rgb(256 0 0)',
  'rgb(1 2)',
  'rgb(1 2 3 / 50%)',
  'rgb(1, 2 3)',
  'rgb(1% 2 3)',
  'rgb(-1 0 0)',
  'rgb(1e2 0 0)',
  'rgb(1 2 3deg)',
  'rgba(1, 2, 3, 1)',
  'hsl(0 50 50)',
  'hsl(361 0% 0%)',
  'oklch(2 0 0)',
  'oklch(0.5, 0.1, 20)',
  'oklch(0.5 0.6 20)',
  'oklch(from red l c h)',
  'color-mix(in oklab, red, blue)',
  'rgb(calc(1) 2 3)',
  'url(https://evil.example)',
])('%j is no colour here', (text) => {
  expect(readColor(text)).toBeNull()
})

test('every colour of a screen is read alike in each spelling', () => {
  fc.assert(
    fc.property(color, ([red, green, blue]) => {
      const hex = hexOf([red / 255, green / 255, blue / 255])
      expect(hexOf(read(hex))).toBe(hex)
      expect(hexOf(read(hex.toUpperCase()))).toBe(hex)
      expect(hexOf(read(`rgb(${red} ${green} ${blue})`))).toBe(hex)
      expect(hexOf(read(`rgb(${red}, ${green}, ${blue})`))).toBe(hex)
    }),
  )
})

test('whatever oklch asks for, the answer is a colour of a screen', () => {
  const part = (max: number) => fc.double({ min: 0, max, noNaN: true }).map((value) => value.toFixed(5))
  fc.assert(
    fc.property(part(1), part(0.5), part(360), (lightness, chroma, hue) => {
      expect(hexOf(read(`oklch(${lightness} ${chroma} ${hue})`))).toMatch(/^#[0-9a-f]{6}$/)
    }),
  )
})

describe('contrast', () => {
  test('is 21 between black and white, and 1 with oneself', () => {
    expect(contrastOf([0, 0, 0], [1, 1, 1])).toBeCloseTo(21)
    expect(contrastOf(read('#767676'), [1, 1, 1])).toBeCloseTo(4.54, 2)
    expect(contrastOf(read('#1f5e4b'), read('#1f5e4b'))).toBe(1)
  })

  test('what is written on a colour can be read there', () => {
    fc.assert(
      fc.property(color, ([red, green, blue]) => {
        const ground: Color = [red / 255, green / 255, blue / 255]
        expect(contrastOf(ground, read(inkOn(ground)))).toBeGreaterThanOrEqual(4.5)
      }),
    )
  })
})
