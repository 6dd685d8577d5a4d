/** `npm run check`: every check that needs no running server, one after the other, stopping at the first failure. */

import { spawnSync } from 'node:child_process'

const CHECKS: readonly (readonly [name: string, command: string])[] = [
  ['format', 'oxfmt --check .'],
  ['lint', 'oxlint'],
  ['types', 'tsc -p tsconfig.json'],
  ['build', 'tsc -b tsconfig.build.json'],
  ['unused code', 'knip'],
  ['package shape', 'node scripts/check-packages.ts'],
  ['sdk/src/admin/api', 'node --conditions=source scripts/write-admin-client.ts --check'],
  ['docs/errors.md', 'node --conditions=source scripts/write-errors-page.ts --check'],
  ['docs/scaling.md', 'node --conditions=source scripts/write-scaling-page.ts --check'],
  ['docs/templates.md', 'node --conditions=source scripts/write-templates-page.ts --check'],
  ['docs/configuration.md', 'node --conditions=source scripts/write-configuration-page.ts --check'],
]

for (const [name, command] of CHECKS) {
  const startedAt = performance.now()
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit' })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
  if (status !== 0) process.exit(1)
}
