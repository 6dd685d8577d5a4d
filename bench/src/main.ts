/** `npm run bench`: installs the peers when they are missing or outdated, then runs the benchmark. */

import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const benchFolder = fileURLToPath(new URL('..', import.meta.url))

if (modifiedAtMs('node_modules/.package-lock.json') < modifiedAtMs('package-lock.json')) {
  console.log('Installing the peers into bench/node_modules ...')
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: benchFolder,
    stdio: 'inherit',
  })
  if (status !== 0) {
    console.error('npm ci in bench/ failed: the peers are needed to compare with.')
    process.exit(1)
  }
}

// Imported only now: what follows depends on the peers' packages.
const { runBench } = await import('./run.ts')
process.exitCode = await runBench(process.argv.slice(2))

function modifiedAtMs(path: string): number {
  return statSync(`${benchFolder}${path}`, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
