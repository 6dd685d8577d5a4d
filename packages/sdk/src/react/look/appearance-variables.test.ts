import { expect, test } from 'vitest'
import { appearanceVariables } from './appearance-variables.ts'

test('an appearance that says nothing sets nothing', () => {
  expect([...appearanceVariables({ name: 'Acme' })]).toEqual([])
})

test('each scheme has its own colours, and takes nothing from the other', () => {
  const variables = appearanceVariables({
    colors: { accent: '#0a4', text: '#111111', dark: { background: '#000000' } },
    font: 'Inter, sans-serif',
    radius: '4px',
  })
  expect(Object.fromEntries(variables)).toEqual({
    '--cc-font': 'Inter, sans-serif',
    '--cc-radius': '4px',
    '--cc-accent-light': '#0a4',
    '--cc-text-light': '#111111',
    '--cc-on-accent-light': '#000000',
    '--cc-link-light': 'var(--cc-text)',
    '--cc-background-dark': '#000000',
  })
})

test.each([
  ['#1f5e4b', '#ffffff', 'var(--cc-accent-light)'],
  ['#ffe066', '#000000', 'var(--cc-text)'],
])(
  'what stands on %s is %s, and links that cannot be read in it have the colour of text',
  (accent, ink, link) => {
    const variables = appearanceVariables({ colors: { accent } })
    expect(variables.get('--cc-on-accent-light')).toBe(ink)
    expect(variables.get('--cc-link-light')).toBe(link)
  },
)
