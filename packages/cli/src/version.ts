/** The version of this package. */

import { readFileSync } from 'node:fs'

/** What `coatcheck --version` prints. */
export const version: string = readVersion()

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const found =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null
  if (typeof found !== 'string') throw new TypeError('package.json has no version')
  return found
}
