/** How a service looks to people: pages of the server, mails and components take one description of it. */

import { readColor } from './color.ts'

/** What is coloured. */
export const COLOR_ROLES = [
  /** Buttons, links and what is chosen. */
  'accent',
  /** Behind everything. */
  'background',
  /** Cards and fields. */
  'surface',
  'text',
  /** Text that says less. */
  'muted',
  /** Lines around and between things. */
  'border',
  /** What went wrong, and what cannot be undone. */
  'danger',
] as const

/** Something that is coloured. */
export type ColorRole = (typeof COLOR_ROLES)[number]

/** A colour for each role; what is left out keeps its own. As `#rrggbb`, `rgb()`, `hsl()` or `oklch()`, and opaque. */
export type AppearanceColors = { readonly [Role in ColorRole]?: string | undefined }

/** How a service looks. What is left out keeps the look of Coatcheck. */
export type Appearance = {
  /** What people call the service. */
  readonly name?: string | undefined
  /** An https URL, or a path on the origin that the server is reached by, such as `/logo.svg`. */
  readonly logo?: string | undefined
  /** For light schemes, and in `dark` for dark ones. `accent` and `danger` go for both, lightened, unless `dark` has them. */
  readonly colors?: (AppearanceColors & { readonly dark?: AppearanceColors | undefined }) | undefined
  /** Names of font families, the preferred one first: `Inter, system-ui, sans-serif`. */
  readonly font?: string | undefined
  /** How round the corners of fields and buttons are: `0`, `8px`, `0.5rem`. Those of larger things follow. */
  readonly radius?: string | undefined
}

/** What is wrong with a description: the member, such as `colors.dark.accent`, and what it may be. */
export type AppearanceProblem = { readonly path: string; readonly allowed: string }

/** A description that was read, or everything that is wrong with it. */
export type AppearanceReading =
  | { readonly ok: true; readonly appearance: Appearance }
  | { readonly ok: false; readonly problems: readonly AppearanceProblem[] }

const MAX_NAME_LENGTH = 64
const MAX_FONT_LENGTH = 200
const MAX_LOGO_LENGTH = 1024

/** No angle brackets, nothing that a terminal or a mail's header obeys, nothing that turns the direction of what follows. */
const NAME = /^[^<>\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+$/u
const WORD = String.raw`-?[\p{L}_][\p{L}\p{N}_-]*`
const FAMILY = String.raw`(?:${WORD}(?: ${WORD})*|"[\p{L}\p{N} _-]+"|'[\p{L}\p{N} _-]+')`
const FONT = new RegExp(`^${FAMILY}(?:, ?${FAMILY}){0,9}$`, 'u')
const LENGTH = /^(?:0|(?<amount>\d{1,2}(?:\.\d{1,4})?)(?<unit>px|r?em))$/
const LARGEST = { px: 48, em: 3, rem: 3 }
const PATH = String.raw`/(?:[\w.~!$&+=:@/-]|%[0-9A-Fa-f]{2})*(?:\?[\w.~!$&+=:@/-]*)?`
const LOGO = new RegExp(
  String.raw`^(?:https://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?${PATH}|(?!//)${PATH})$`,
)

const ALLOWED = {
  name: `1 to ${MAX_NAME_LENGTH} characters of text without < and >`,
  logo: 'an https URL, or a path such as /logo.svg',
  color: 'an opaque colour such as #1f5e4b, rgb(31 94 75), hsl(162 50% 25%) or oklch(0.44 0.07 167)',
  font: 'names of font families separated by commas, such as Inter, system-ui, sans-serif',
  radius: `0, or a length such as 8px or 0.5rem, up to ${LARGEST.px}px or ${LARGEST.rem}rem`,
}

/**
 * Reads a description from anywhere. Every value that comes out is safe as it stands in a style sheet: it ends no
 * declaration, opens no block, comment, string or tag, and names nothing to be loaded but the logo.
 */
export function readAppearance(value: unknown): AppearanceReading {
  const problems: AppearanceProblem[] = []
  const given = membersOf(value, '', ['name', 'logo', 'colors', 'font', 'radius'], problems)
  const colors = membersOf(given['colors'], 'colors', [...COLOR_ROLES, 'dark'], problems)
  const dark = membersOf(colors['dark'], 'colors.dark', COLOR_ROLES, problems)
  const text = (name: keyof Appearance & keyof typeof ALLOWED, isValid: (text: string) => boolean) =>
    readText(given, name, { path: name, allowed: ALLOWED[name] }, isValid, problems)
  const appearance: Appearance = {
    ...text('name', isName),
    ...text('logo', (logo) => logo.length <= MAX_LOGO_LENGTH && LOGO.test(logo)),
    ...text('font', (font) => font.length <= MAX_FONT_LENGTH && FONT.test(font)),
    ...text('radius', isRadius),
    ...(given['colors'] !== undefined && {
      colors: {
        ...readColors(colors, 'colors', problems),
        ...(colors['dark'] !== undefined && { dark: readColors(dark, 'colors.dark', problems) }),
      },
    }),
  }
  return problems.length === 0 ? { ok: true, appearance } : { ok: false, problems }
}

type Members = { readonly [name: string]: unknown }

/** The own members of an object, each read once; nothing of what is no object, or has other members. */
function membersOf(
  value: unknown,
  path: string,
  names: readonly string[],
  problems: AppearanceProblem[],
): Members {
  if (value === undefined) return {}
  const members = typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  if (members === null) problems.push({ path, allowed: `an object with ${names.join(', ')}` })
  for (const name of Object.keys(members ?? {})) {
    if (names.includes(name)) continue
    problems.push({ path: path === '' ? name : `${path}.${name}`, allowed: names.join(', ') })
  }
  return members ?? {}
}

function readColors(given: Members, path: string, problems: AppearanceProblem[]): AppearanceColors {
  const read = COLOR_ROLES.map((role) =>
    readText(
      given,
      role,
      { path: `${path}.${role}`, allowed: ALLOWED.color },
      (text) => readColor(text) !== null,
      problems,
    ),
  )
  return Object.assign({}, ...read) as AppearanceColors
}

function readText<Name extends string>(
  given: Members,
  name: Name,
  problem: AppearanceProblem,
  isValid: (text: string) => boolean,
  problems: AppearanceProblem[],
): { readonly [N in Name]?: string } {
  const value = given[name]
  if (value === undefined) return {}
  // The one member that is made here has the name of the type.
  if (typeof value === 'string' && isValid(value)) return { [name]: value } as { [N in Name]: string }
  problems.push(problem)
  return {}
}

function isName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && text.trim() === text && text.isWellFormed() && NAME.test(text)
}

function isRadius(text: string): boolean {
  const { amount, unit } = LENGTH.exec(text)?.groups ?? {}
  if (unit === undefined) return text === '0'
  return (unit === 'px' || unit === 'em' || unit === 'rem') && Number(amount) <= LARGEST[unit]
}
