/** Settings from the world: this process's environment, `coatcheck.config.ts`, the data folder. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { nodeRandom } from '../crypto/node-crypto.ts'
import { developmentSecret } from '../secret/development-secret.ts'
import { parseSecrets } from '../secret/parse-secrets.ts'
import { type KeptSecret, resolveSettings, type Settings } from './settings.ts'
import type { Sources, Texts } from './sources.ts'
import { StartError } from './start-error.ts'

const FILE_NAMES = ['coatcheck.config.ts', 'coatcheck.config.js']

/**
 * Reads the settings, with flags above environment above the file in `folder`.
 *
 * @throws A `StartError` that lists every mistake, or says that the data folder cannot be written.
 */
export async function loadSettings(flags: Texts, environment: Texts, folder: string): Promise<Settings> {
  const file = await readConfigFile(folder)
  return resolveSettings({ flags, environment, file }, keepSecret)
}

async function readConfigFile(folder: string): Promise<Sources['file']> {
  const name = FILE_NAMES.find((candidate) => existsSync(join(folder, candidate)))
  if (name === undefined) return null
  let module: unknown
  try {
    module = await import(pathToFileURL(join(folder, name)).href)
  } catch (error) {
    throw new StartError(`${name} cannot be loaded: ${messageOf(error)}`, { cause: error })
  }
  const config = typeof module === 'object' && module !== null && 'default' in module ? module.default : null
  if (typeof config !== 'object' || config === null) {
    throw new StartError(`${name} has no default export; allowed: export default defineConfig({ ... })`)
  }
  return { name, config }
}

function keepSecret(dataFolder: string): KeptSecret {
  try {
    const { text, path, created } = developmentSecret(dataFolder, nodeRandom)
    const parsed = parseSecrets(text)
    if (parsed.ok) return { secrets: parsed.secrets, path, created }
    throw new StartError(`the secret in ${path} cannot be used: ${parsed.problem}`)
  } catch (error) {
    if (error instanceof StartError) throw error
    throw new StartError(`the data folder ${dataFolder} cannot be used: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
