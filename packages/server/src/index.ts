/** Coatcheck as a library: make a server from settings, mount it or let it listen. */

export {
  type AccessKeyRequest,
  issueAccessKey,
  type KeyMaker,
  type NewKey,
} from './access/issue-access-key.ts'
export { SETTING_NAMES, type SettingName, SETTINGS } from './config/definitions.ts'
export { loadSettings } from './config/load-settings.ts'
export type { Settings } from './config/settings.ts'
export { type CoatcheckConfig, defineConfig, type Texts } from './config/sources.ts'
export { StartError } from './config/start-error.ts'
export { type CopyProgress, copyDatabase } from './copy/copy-database.ts'
export { type Coatcheck, type Connection, createCoatcheck, type World } from './create-coatcheck.ts'
export { nodeCrypto, nodeRandom, systemClock } from './crypto/node-crypto.ts'
export type { InProcess } from './embed/in-process.ts'
export type {
  BeforeSessionAnswer,
  BeforeSessionQuestion,
  BeforeSignUpAnswer,
  BeforeSignUpQuestion,
  CustomClaimsAnswer,
  CustomClaimsQuestion,
  HookFunction,
  HooksConfig,
} from './hook/hook.ts'
export { BUILT_IN_MESSAGES } from './messages/built-in.ts'
export { type Counter, type CountForms, counterOf } from './messages/counter.ts'
export type { Messages } from './messages/messages.ts'
export { type Phrase, say } from './messages/phrase.ts'
export { openPostgresStore } from './postgres/postgres-store.ts'
export { connectRedis } from './redis/connect.ts'
export { describeRedis, readRedisAddress } from './redis/redis-address.ts'
export { openRedisStore } from './redis/redis-store.ts'
export { errorsOf } from './http/openapi.ts'
export { oauthEndpoints } from './oauth/oauth-endpoints.ts'
export { routes } from './routes.ts'
export { type Database, describeDatabase, openStore, readDatabase } from './store/database.ts'
export { openSqliteStore } from './sqlite/sqlite-store.ts'
export { StoreError } from './store/store-error.ts'
