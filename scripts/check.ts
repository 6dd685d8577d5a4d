/** `npm run check`: every check that needs no running server, in two lanes side by side; each stops at its first failure. */

import { spawn } from 'node:child_process'
import { buffer } from 'node:stream/consumers'

type Check = readonly [name: string, command: string]

/** What is packed was built before. */
const LANES: readonly (readonly Check[])[] = [
  [
    ['build', 'npm run --silent build'],
    [
      'types of the examples',
      'tsc -p examples/next && tsc -p examples/react-spa && tsc -p examples/embedded',
    ],
    ['package shape', 'node scripts/check-packages.ts'],
    ['sdk/src/admin/api', 'node --conditions=source scripts/write-admin-client.ts --check'],
    ['docs/errors.md', 'node --conditions=source scripts/write-errors-page.ts --check'],
    ['docs/scaling.md', 'node --conditions=source scripts/write-scaling-page.ts --check'],
    ['docs/templates.md', 'node --conditions=source scripts/write-templates-page.ts --check'],
    ['docs/configuration.md', 'node --conditions=source scripts/write-configuration-page.ts --check'],
  ],
  [
    ['format', 'oxfmt --check .'],
    ['lint', 'oxlint'],
    ['types', 'tsc -p tsconfig.json'],
    ['unused code', 'knip'],
  ],
]

async function pass(lane: readonly Check[]): Promise<boolean> {
  for (const [name, command] of lane) {
    const startedAt = performance.now()
    // One stream for both, so that what belongs together stays together beside the other lane's.
    const child = spawn(`${command} 2>&1`, { shell: true, stdio: ['ignore', 'pipe', 'inherit'] })
    const [output, status] = await Promise.all([
      buffer(child.stdout),
      new Promise((resolve) => child.once('close', resolve)),
    ])
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    process.stdout.write(output)
    console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
    if (status !== 0) return false
  }
  return true
}

const passed = await Promise.all(LANES.map(pass))
if (passed.includes(false)) process.exitCode = 1
