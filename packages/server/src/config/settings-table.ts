/** The documentation of all settings, made from their definitions. */

import { SETTING_NAMES, SETTINGS } from './definitions.ts'

/** The page `docs/configuration.md`. */
export function settingsPage(): string {
  const rows = SETTING_NAMES.map((name) => {
    const { variables, flag, purpose, allowed, otherwise } = SETTINGS[name]
    const names = variables.map((variable) => `\`${variable}\``).join(' or ')
    return `| ${[names, `\`--${flag}\``, `\`${name}\``, purpose, allowed, otherwise].map(cell).join(' | ')} |`
  })
  return `${[
    '# Configuration',
    '',
    '<!-- Generated from packages/server/src/config/definitions.ts by scripts/write-configuration-page.ts. -->',
    '',
    'Every setting can be given as a flag of `coatcheck serve`, as an environment variable, or in',
    '`coatcheck.config.ts` (`export default defineConfig({ ... })`), in this order of precedence. Below them stands',
    'the session policy that operators saved at run time, and below that the preset. A wrong value stops the start',
    'with a list of all mistakes.',
    '',
    'The file may also hold functions (`docs/hooks.md`) and languages (`docs/appearance.md`).',
    '',
    'The server runs in production mode when its URL is https or `NODE_ENV` is `production`.',
    '',
    '| variable | flag | in the file | what it is for | allowed | when not set |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')}\n`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}
