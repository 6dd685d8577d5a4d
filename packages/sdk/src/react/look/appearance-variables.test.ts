import { readFileSync } from 'node:fs'
import { palettesOf } from '@coatcheck/core/protocol'
import { expect, test } from 'vitest'
import { appearanceVariables, colorVariables } from './appearance-variables.ts'

test('an appearance that says nothing of colours, font and radius sets nothing', () => {
  expect([...appearanceVariables({ name: 'Acme' })]).toEqual([])
})

test('a font has others after it, and a radius is a length', () => {
  expect(Object.fromEntries(appearanceVariables({ font: 'Inter', radius: '0' }))).toEqual({
    '--cc-font': 'Inter, system-ui, sans-serif',
    '--cc-radius': '0px',
  })
})

test('colours are those of the server’s pages', () => {
  const colors = { accent: '#ffe066', dark: { background: '#000000' } }
  const variables = appearanceVariables({ colors })
  const { light, dark } = palettesOf(colors)
  expect(variables.get('--cc-accent-light')).toBe('#ffe066')
  expect(variables.get('--cc-accent-ink-light')).toBe(light.accentInk)
  expect(variables.get('--cc-accent-text-light')).toBe(light.accentText)
  expect(variables.get('--cc-page-dark')).toBe(dark.page)
})

test('the stylesheet begins with the colours that the server’s pages begin with', () => {
  const styles = readFileSync(new URL('../styles.css', import.meta.url), 'utf8')
  const { light, dark } = palettesOf(undefined)
  for (const [name, color] of [...colorVariables('light', light), ...colorVariables('dark', dark)])
    expect(styles).toContain(`  ${name}: ${color};\n`)
})
