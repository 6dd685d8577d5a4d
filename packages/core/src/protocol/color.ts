/** Colours as style sheets write them (CSS Color Module Level 4), read strictly: what they are, and how they contrast. */

/** An opaque colour of sRGB: red, green and blue, from 0 to 1. */
export type Color = readonly [red: number, green: number, blue: number]

const NUMBER = String.raw`\d{1,3}(?:\.\d{1,8})?`
const HEX = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i
const FUNCTION = new RegExp(
  `^(?<name>rgb|hsl|oklch)\\((?<a>${NUMBER}(?:%|deg)?)(?<gap>, ?| )(?<b>${NUMBER}%?)\\k<gap>(?<c>${NUMBER}(?:%|deg)?)\\)$`,
)

/**
 * Reads `#rgb`, `#rrggbb`, `rgb()`, `hsl()` or `oklch()`, without transparency. Colours that sRGB does not have are cut
 * to it.
 *
 * @returns `null` for anything else: names, variables, calculations.
 */
export function readColor(text: string): Color | null {
  if (HEX.test(text)) return readHex(text.slice(1))
  const { name, a = '', b = '', c = '', gap } = FUNCTION.exec(text)?.groups ?? {}
  if (name === 'rgb') return readRgb([a, b, c])
  if (name === 'hsl') return readHsl(a, b, c)
  return name === 'oklch' && gap === ' ' ? readOklch(a, b, c) : null
}

/** `#rrggbb`, which every mail program and browser reads. */
export function hexOf(color: Color): string {
  return `#${color
    .map((part) =>
      Math.round(part * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}

/** The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, 1.4.3). */
export function contrastOf(one: Color, other: Color): number {
  const [darker = 0, lighter = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** White where people can read it on the colour (4.5:1), else black, which they can read there then. */
export function inkOn(color: Color): '#ffffff' | '#000000' {
  return contrastOf(color, [1, 1, 1]) >= 4.5 ? '#ffffff' : '#000000'
}

function luminanceOf(color: Color): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function readHex(digits: string): Color {
  const whole = digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits
  const part = (at: number): number => Number.parseInt(whole.slice(at, at + 2), 16) / 255
  return [part(0), part(2), part(4)]
}

function readRgb(texts: readonly [string, string, string]): Color | null {
  const isPercent = texts.every((text) => text.endsWith('%'))
  const [red, green, blue] = texts.map((text) => (isPercent ? upTo(100, text, '%') : upTo(255, text)))
  return isPart(red) && isPart(green) && isPart(blue) ? [red, green, blue] : null
}

function readHsl(hueText: string, saturationText: string, lightnessText: string): Color | null {
  const hue = upTo(360, hueText.replace(/deg$/, ''))
  const saturation = upTo(100, saturationText, '%')
  const lightness = upTo(100, lightnessText, '%')
  if (!isPart(hue) || !isPart(saturation) || !isPart(lightness)) return null
  const part = (n: number): number => {
    const k = (n + hue * 12) % 12
    return (
      lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1))
    )
  }
  return [part(0), part(8), part(4)]
}

/** By the matrices of Björn Ottosson's Oklab, which CSS takes over. */
function readOklch(lightnessText: string, chromaText: string, hueText: string): Color | null {
  const lightness = lightnessText.endsWith('%') ? upTo(100, lightnessText, '%') : upTo(1, lightnessText)
  const chroma = upTo(0.5, chromaText)
  const hue = upTo(360, hueText.replace(/deg$/, ''))
  if (!isPart(lightness) || !isPart(chroma) || !isPart(hue)) return null
  const a = (chroma / 2) * Math.cos(hue * 2 * Math.PI)
  const b = (chroma / 2) * Math.sin(hue * 2 * Math.PI)
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    encoded(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
    encoded(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
    encoded(-0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short),
  ]
}

/** One part as sRGB writes it, cut to what there is. */
function encoded(linear: number): number {
  const cut = Math.min(1, Math.max(0, linear))
  return cut <= 0.0031308 ? cut * 12.92 : 1.055 * cut ** (1 / 2.4) - 0.055
}

/** A number with its unit, as a share of the most that it may be. */
function upTo(most: number, text: string, unit = ''): number {
  return text.endsWith(unit) ? Number(text.slice(0, text.length - unit.length)) / most : Number.NaN
}

function isPart(share: number | undefined): share is number {
  return share !== undefined && share >= 0 && share <= 1
}
