import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Appearance, COLOR_ROLES, readAppearance } from './appearance.ts'

const hex = fc.stringMatching(/^#[0-9a-f]{6}$/)
const colors = fc.record(Object.fromEntries(COLOR_ROLES.map((role) => [role, hex])), { requiredKeys: [] })
const family = fc.oneof(
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,12}( [A-Za-z]{1,8})?$/),
  fc.stringMatching(/^"[A-Za-z0-9][A-Za-z0-9 ]{0,12}"$/),
  fc.constant('-apple-system'),
)
const appearance: fc.Arbitrary<Appearance> = fc.record(
  {
    name: fc.stringMatching(/^[A-Za-zÄ日本 ]{1,64}$/).map((text) => text.trim() || 'Acme'),
    logo: fc.oneof(
      fc.stringMatching(/^\/[a-z0-9]{1,9}\.svg(\?v=\d)?$/),
      fc.stringMatching(/^https:\/\/[a-z]{1,9}\.example(:8443)?\/[a-z/]{0,9}$/),
    ),
    colors: fc.tuple(colors, fc.option(colors)).map(([light, dark]) => ({ ...light, ...(dark && { dark }) })),
    font: fc.array(family, { minLength: 1, maxLength: 5 }).map((families) => families.join(', ')),
    radius: fc.oneof(
      fc.constant('0'),
      fc.integer({ min: 0, max: 48 }).map((px) => `${px}px`),
      fc.constantFrom('0.5rem', '3rem', '1.25em'),
    ),
  },
  { requiredKeys: [] },
)

test('a description that is as it should be comes out as it went in', () => {
  fc.assert(
    fc.property(appearance, (given) => {
      expect(readAppearance(given)).toEqual({ ok: true, appearance: given })
    }),
  )
})

test('what is read is another object, so that a later change of the first one changes nothing', () => {
  const given = { name: 'Acme', colors: { accent: '#112233', dark: { accent: '#aabbcc' } } }
  const read = readAppearance(given)
  given.colors.dark.accent = 'red;}'
  given.name = '<b>'
  expect(read).toEqual({
    ok: true,
    appearance: { name: 'Acme', colors: { accent: '#112233', dark: { accent: '#aabbcc' } } },
  })
})

test('a getter is asked once: what was judged is what comes out', () => {
  let asked = 0
  const given = {
    get font(): string {
      return asked++ === 0 ? 'Inter' : 'x;} body { display: none'
    },
  }
  expect(readAppearance(given)).toEqual({ ok: true, appearance: { font: 'Inter' } })
})

describe('what is refused is named', () => {
  test.each([
    [{ name: '' }, 'name'],
    [{ name: ' Acme' }, 'name'],
    [{ name: 'x'.repeat(65) }, 'name'],
    [{ name: '<b>Acme</b>' }, 'name'],
    [{ name: 'Acme\r\nBcc: eve@example.com' }, 'name'],
    [{ name: 'Acme\u202egpj' }, 'name'],
    [{ name: '\ud800' }, 'name'],
    [{ name: 7 }, 'name'],
    [{ logo: 'http://acme.example/logo.svg' }, 'logo'],
    [{ logo: '//evil.example/logo.svg' }, 'logo'],
    [{ logo: '/\\evil.example/logo.svg' }, 'logo'],
    [{ logo: 'logo.svg' }, 'logo'],
    [{ logo: 'javascript:alert(1)' }, 'logo'],
    [{ logo: 'data:image/svg+xml,<svg/>' }, 'logo'],
    [{ logo: 'https://user:pass@acme.example/logo.svg' }, 'logo'],
    [{ logo: 'https://acme.example/"><script>' }, 'logo'],
    [{ logo: "https://acme.example/a.svg; script-src 'unsafe-inline'" }, 'logo'],
    [{ logo: 'https://*/a.svg' }, 'logo'],
    [{ logo: 'https://acme.example/a.svg,https://evil.example' }, 'logo'],
    [{ font: 'Inter;}' }, 'font'],
    [{ font: 'Inter, url(https://evil.example)' }, 'font'],
    [{ font: '"Inter' }, 'font'],
    [{ font: '"In\\22 ter"' }, 'font'],
    [{ font: 'Inter/**/' }, 'font'],
    [{ font: 'var(--x)' }, 'font'],
    [{ font: 'Inter,' }, 'font'],
    [{ font: 'x'.repeat(201) }, 'font'],
    [{ radius: '8' }, 'radius'],
    [{ radius: '49px' }, 'radius'],
    [{ radius: '3.5rem' }, 'radius'],
    [{ radius: '-1px' }, 'radius'],
    [{ radius: 'calc(1px)' }, 'radius'],
    [{ radius: '50%' }, 'radius'],
    [{ radius: 8 }, 'radius'],
    [{ colors: { accent: 'red' } }, 'colors.accent'],
    [{ colors: { accent: '#fff;}' } }, 'colors.accent'],
    [{ colors: { dark: { text: 'var(--x)' } } }, 'colors.dark.text'],
    [{ colors: { primary: '#ffffff' } }, 'colors.primary'],
    [{ colors: { dark: { dark: {} } } }, 'colors.dark.dark'],
    [{ colors: ['#fff'] }, 'colors'],
    [{ colors: null }, 'colors'],
    [{ css: 'body { display: none }' }, 'css'],
    [JSON.parse('{ "__proto__": { "name": "Acme" } }'), '__proto__'],
    [null, ''],
    ['Acme', ''],
  ])('%j: %s', (given, path) => {
    const read = readAppearance(given)
    expect(read.ok ? [] : read.problems.map((problem) => problem.path)).toEqual([path])
  })
})

test('whatever is given, nothing comes out that could leave its place in a style sheet, a header or an attribute', () => {
  const spice = fc.constantFrom(
    ';',
    '}',
    '{',
    '/*',
    '\\',
    '"',
    "'",
    '<',
    '>',
    '(',
    ')',
    '@',
    '\n',
    '\0',
    'url(',
    '!',
  )
  const spiced = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc.tuple(text, fc.array(spice, { maxLength: 2 }), fc.nat()).map(([base, parts, at]) => {
      const cut = at % (base.length + 1)
      return base.slice(0, cut) + parts.join('') + base.slice(cut)
    })
  const given = fc.record(
    {
      logo: fc.oneof(
        spiced(fc.constant('https://acme.example/logo.svg')),
        spiced(fc.constant('/logo.svg')),
        fc.string(),
      ),
      font: fc.oneof(spiced(fc.constant('"Noto Sans", Inter, sans-serif')), fc.string()),
      radius: fc.oneof(spiced(fc.constant('0.5rem')), fc.string()),
      colors: fc.record({ accent: fc.oneof(spiced(fc.constant('oklch(0.5 0.1 20)')), fc.string()) }),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(given, (description) => {
      const read = readAppearance(description)
      if (!read.ok) return
      const { logo = '', font = '', radius = '', colors: { accent = '' } = {} } = read.appearance
      expect(logo).toMatch(/^[\w.~!$&+=:@/?%-]*$/)
      expect(font).toMatch(/^[\p{L}\p{N}_, "'-]*$/u)
      expect(font.replaceAll(/"[^"']*"|'[^"']*'/g, '')).not.toMatch(/["']/)
      expect(radius).toMatch(/^[\d.a-z]*$/)
      expect(accent).toMatch(/^[#\w.,% ()]*$/)
    }),
    { numRuns: 2000 },
  )
})
