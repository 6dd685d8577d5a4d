/** How one server looks: its appearance, with what was left out, made ready once for pages and mails. */

import { type Appearance, type Palettes, palettesOf } from '@coatcheck/core/protocol'
import { createStylesheet, type Stylesheet } from './stylesheet.ts'

/** The look of a server. */
export type Look = {
  readonly name: string
  /** A path on the server's own origin, or an https URL; `null` for the mark of Coatcheck. */
  readonly logo: string | null
  /** Where the logo is fetched from, as a content security policy names it; `null` for nowhere else. */
  readonly logoSource: string | null
  readonly palettes: Palettes
  /** Names of font families, the preferred one first. */
  readonly font: string
  /** A length. */
  readonly radius: string
  readonly stylesheet: Stylesheet
}

const FONT =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"

/** The look of an appearance. */
export function createLook({
  name = 'Coatcheck',
  logo,
  colors,
  font,
  radius = '0.625rem',
}: Appearance): Look {
  const palettes = palettesOf(colors)
  const families = font === undefined ? FONT : `${font}, ${FONT}`
  const length = radius === '0' ? '0px' : radius // what a calculation takes for a length
  return {
    name,
    logo: logo ?? null,
    logoSource: logo?.startsWith('https:') === true ? (logo.split('?')[0] ?? null) : null,
    palettes,
    font: families,
    radius: length,
    stylesheet: createStylesheet({ palettes, font: families, radius: length }),
  }
}
