/** The custom properties of the components' stylesheet: those that are used exist, and those that exist are described. */

import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string): string => readFileSync(ROOT + path, 'utf8')

const DEFINED = new Set(
  Array.from(read('packages/sdk/src/react/styles.css').matchAll(/(--cc-[\w-]+):/g), ([, name = '']) => name),
)

const USERS = globSync(['{examples,apps,docs}/**/*.{css,ts,tsx,js,html,md}', '*.md', 'packages/*/*.md'], {
  cwd: ROOT,
  exclude: ['**/node_modules', '**/.next', '**/dist'],
})

/** Every mention, as `path: name`. */
function mentionsIn(path: string): readonly string[] {
  return Array.from(read(path).matchAll(/--cc-\w[\w-]*/g), ([name]) => `${path}: ${name}`)
}

test('each that examples, applications and documentation name is defined', () => {
  const mentions = USERS.flatMap(mentionsIn)
  expect(mentions.length).toBeGreaterThan(20)
  expect(mentions.filter((mention) => !DEFINED.has(mention.split(': ')[1] ?? ''))).toEqual([])
})

test('each that a stylesheet may change is in the documentation', () => {
  const page = read('docs/react.md')
  const colours = [...DEFINED].filter((name) => name.endsWith('-light'))
  const names = [...colours.map((name) => name.replace(/-light$/, '')), '--cc-font', '--cc-radius']
  expect(names.length).toBeGreaterThan(15)
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})
