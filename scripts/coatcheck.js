/**
 * The `coatcheck` command straight from its TypeScript sources. Compiled files are kept between starts, which halves
 * the time and saves the memory of the compiler; this file is JavaScript so that nothing is compiled before that, and
 * of a kind that an old Node reads, so that it can say what is missing.
 */

import module from 'node:module'
import { fileURLToPath } from 'node:url'

if (Number.parseInt(process.versions.node, 10) < 24) {
  console.error(
    `coatcheck: this is Node ${process.versions.node}, and it needs 24: npm run coatcheck brings its own`,
  )
  process.exit(1)
}
module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)))
await import('../packages/cli/src/main.ts')
