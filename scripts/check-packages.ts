/** Checks the built packages as somebody who installs them would meet them: publint, and types for ES modules. */

import { spawnSync } from 'node:child_process'

const PACKAGES = ['core', 'sdk', 'server', 'cli']
/** Looks are no module. */
const WITHOUT_TYPES = ['--exclude-entrypoints', 'react/styles.css']

for (const name of PACKAGES) {
  run('publint', ['--strict', `packages/${name}`])
  // The command has nothing to import.
  if (name !== 'cli')
    run('attw', ['--pack', `packages/${name}`, '--profile', 'esm-only', '--quiet', ...WITHOUT_TYPES])
}

function run(command: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status === 0) return
  console.error(`${command} ${args.join(' ')}\n${stdout}${stderr}`)
  process.exit(1)
}
