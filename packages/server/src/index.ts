/** Coatcheck as a library: make a server from settings, mount it or let it listen. */

export { loadSettings } from './config/load-settings.ts'
export type { Settings } from './config/settings.ts'
export { StartError } from './config/start-error.ts'
export { type Coatcheck, createCoatcheck, type World } from './create-coatcheck.ts'
export { routes } from './routes.ts'
export { StoreError } from './sqlite/store-error.ts'
