/** The settings in force: one object, made once at the start, from everything that may set something. */

import { type Appearance, type Compat, isLocalHost } from '@coatcheck/core/protocol'
import { join } from 'node:path'
import type { OpaqueCredential, PresetName, Secret, SigningAlgorithm } from '@coatcheck/core'
import type { ParsedSecrets } from '../secret/parse-secrets.ts'
import { contrastWarnings } from '../appearance/contrast-warnings.ts'
import type { LogLevel, SettingValues } from './definitions.ts'
import type { HookSettings } from '../hook/create-hooks.ts'
import type { RedisAddress } from '../redis/redis-address.ts'
import type { Database } from '../store/database.ts'
import type { TrustProxy } from './network.ts'
import type { MessagesByTag } from '../locale/locales.ts'
import { hookSettings } from './hook-settings.ts'
import { localeProblem } from './locale-settings.ts'
import { type PolicySettings, policySettings, policyProblems } from './policy-settings.ts'
import { type GivenSettings, readSources, type Sources } from './sources.ts'
import { StartError } from './start-error.ts'
import { unknownVariables, unsupportedVariables } from './variables.ts'

export type { TrustProxy } from './network.ts'

/** The secret of a development instance, and the file it is kept in. */
export type KeptSecret = { readonly secrets: ParsedSecrets; readonly path: string; readonly created: boolean }

/** Everything that is set about one instance. */
export type Settings = {
  /** The origin that the server is reached by, without a trailing slash; the issuer. */
  readonly url: string
  readonly port: number
  /** The address to listen on. */
  readonly host: string
  readonly mode: 'development' | 'production'
  /** Why it is that mode, for the start line. */
  readonly modeReason: string
  /** How many processes serve the port. */
  readonly workers: number
  readonly dataFolder: string
  readonly database: Database
  /** `null`: sessions are in the database. */
  readonly redis: RedisAddress | null
  readonly secrets: ParsedSecrets
  /** The file of a development secret; `null` when the secret was given. */
  readonly keptSecret: { readonly path: string; readonly created: boolean } | null
  readonly adminKey: OpaqueCredential<'adminKey'> | null
  /** Without the own one. */
  readonly allowedOrigins: readonly string[]
  readonly trustProxy: TrustProxy
  readonly signUp: SettingValues['signUp']
  /** Empty: any. */
  readonly allowedEmailDomains: readonly string[]
  readonly requireEmailVerification: boolean
  readonly smtp: { readonly url: Secret; readonly from: string } | null
  readonly appearance: Appearance
  /** The language for people of whom no other is known. */
  readonly locale: string
  /** Languages beside those that come with the server. */
  readonly locales: MessagesByTag
  readonly tokenAlgorithm: SigningAlgorithm
  /** DPoP proofs at OAuth endpoints must hold a nonce of this server. */
  readonly dpopNonce: boolean
  /** Whose packages take session tokens beside the SDK; `null` for nobody else's. */
  readonly compat: Compat | null
  readonly preset: PresetName
  /** What is set of the policy; it stands above what operators saved, and that above the preset. */
  readonly policy: PolicySettings
  readonly hooks: HookSettings
  /** Who may register OAuth clients without an administrator. */
  readonly oauthRegistration: SettingValues['oauthRegistration']
  /** Whether a client's id may be the URL of its description. */
  readonly oauthClientDocuments: boolean
  /** What such clients may ask tokens for. */
  readonly oauthResources: readonly string[]
  /** `null` keeps them for ever. */
  readonly eventRetentionDays: number | null
  readonly logLevel: LogLevel
  /** Where each value came from. */
  readonly origins: GivenSettings['origins']
  /** What is odd but stops nothing. */
  readonly warnings: readonly string[]
}

/**
 * Puts the settings together.
 *
 * @param keepSecret Reads or makes the secret of a development instance; called only when none is given and nothing
 *   else is wrong.
 * @throws A `StartError` that lists every mistake, one a line.
 */
export function resolveSettings(sources: Sources, keepSecret: (dataFolder: string) => KeptSecret): Settings {
  const problems: string[] = unsupportedVariables(sources.environment)
  const given = readSources(sources, problems)
  const { values, origins } = given
  const port = values.port ?? 4000
  const url = values.url ?? `http://localhost:${port}`
  const { mode, modeReason } = modeOf(url, sources.environment['NODE_ENV'])
  const isProduction = mode === 'production'

  if (port === 0 && origins.url.from === 'default') {
    problems.push(
      'COATCHECK_URL is not set; COATCHECK_PORT=0 needs it, as tokens name the URL they come from',
    )
  }
  if ((values.workers ?? 1) > 1 && (values.database ?? { engine: 'sqlite' }).engine === 'sqlite') {
    problems.push(
      'COATCHECK_WORKERS is more than 1, and one process owns an SQLite file; COATCHECK_DATABASE_URL=postgres://... lets many share',
    )
  }
  if (values.redis !== undefined && (values.database ?? { engine: 'sqlite' }).engine === 'sqlite') {
    problems.push(
      'COATCHECK_REDIS_URL needs COATCHECK_DATABASE_URL=postgres://...: Redis holds sessions that many nodes share, Postgres what must never be lost',
    )
  }
  if (isProduction) {
    if (origins.url.from === 'default') problems.push('COATCHECK_URL is not set; production needs it')
    if (origins.secret.from === 'default') {
      problems.push(
        'COATCHECK_SECRET is not set; production needs it, for example from: openssl rand -base64 48',
      )
    }
  }
  if (values.smtpUrl !== undefined && values.mailFrom === undefined && origins.mailFrom.from === 'default') {
    problems.push('COATCHECK_MAIL_FROM is not set; COATCHECK_SMTP_URL needs it')
  }
  if (isProduction && values.requireEmailVerification === true && origins.smtpUrl.from === 'default') {
    problems.push('COATCHECK_SMTP_URL is not set; COATCHECK_REQUIRE_EMAIL_VERIFICATION needs it')
  }
  if (values.compat === 'clerk' && (values.tokenAlgorithm ?? 'RS256') !== 'RS256') {
    problems.push(
      `COATCHECK_TOKEN_ALGORITHM is ${values.tokenAlgorithm}; COATCHECK_COMPAT=clerk needs RS256, which is all that Clerk's packages take`,
    )
  }
  const unknownLocale = localeProblem(values.locale, given.locales)
  if (unknownLocale !== null) problems.push(unknownLocale)
  const hooks = hookSettings(given, isProduction, problems)
  problems.push(...policyProblems(values))
  if (problems.length > 0) throw new StartError(problems.join('\n'))

  const dataFolder = values.dataFolder ?? '.coatcheck'
  const kept = values.secret === undefined ? keepSecret(dataFolder) : null
  const smtp =
    values.smtpUrl === undefined || values.mailFrom === undefined
      ? null
      : { url: values.smtpUrl, from: values.mailFrom }
  return {
    url,
    port,
    host: values.host ?? (isLocalHost(new URL(url).hostname) ? '127.0.0.1' : '::'),
    mode,
    modeReason,
    workers: values.workers ?? 1,
    dataFolder,
    database: values.database ?? { engine: 'sqlite', path: join(dataFolder, 'coatcheck.db') },
    redis: values.redis ?? null,
    secrets: secretsOf(values.secret, kept),
    keptSecret: kept === null ? null : { path: kept.path, created: kept.created },
    adminKey: values.adminKey ?? null,
    allowedOrigins: values.allowedOrigins ?? [],
    trustProxy: values.trustProxy ?? { kind: 'none' },
    signUp: values.signUp ?? 'open',
    allowedEmailDomains: values.allowedEmailDomains ?? [],
    requireEmailVerification: values.requireEmailVerification ?? false,
    smtp,
    appearance: values.appearance ?? {},
    locale: values.locale ?? 'en',
    locales: given.locales,
    tokenAlgorithm: values.tokenAlgorithm ?? (values.compat === 'clerk' ? 'RS256' : 'ES256'),
    dpopNonce: values.dpopNonce ?? false,
    compat: values.compat ?? null,
    preset: values.preset ?? 'web',
    policy: policySettings(values),
    hooks,
    oauthRegistration: values.oauthRegistration ?? 'off',
    oauthClientDocuments: values.oauthClientDocuments ?? false,
    oauthResources: values.oauthResources ?? [],
    eventRetentionDays: values.eventRetentionDays ?? null,
    logLevel: values.logLevel ?? (isProduction ? 'info' : 'warn'),
    origins,
    warnings: [
      ...unknownVariables(sources.environment),
      ...contrastWarnings(values.appearance ?? {}),
      ...(values.allowedEmailDomains !== undefined && values.requireEmailVerification !== true
        ? ['COATCHECK_ALLOWED_EMAIL_DOMAINS proves nothing without COATCHECK_REQUIRE_EMAIL_VERIFICATION']
        : []),
      ...(!isProduction && smtp === null && (values.workers ?? 1) > 1
        ? ['each worker has an outbox of its own: a mail shows in that of the worker which sent it']
        : []),
      ...(isProduction && smtp === null ? ['COATCHECK_SMTP_URL is not set: no mail will be sent'] : []),
    ],
  }
}

function modeOf(url: string, nodeEnv: string | undefined): Pick<Settings, 'mode' | 'modeReason'> {
  if (url.startsWith('https:')) return { mode: 'production', modeReason: 'the URL is https' }
  if (nodeEnv === 'production') return { mode: 'production', modeReason: 'NODE_ENV is production' }
  return { mode: 'development', modeReason: 'the URL is http and NODE_ENV is not production' }
}

function secretsOf(given: ParsedSecrets | undefined, kept: KeptSecret | null): ParsedSecrets {
  const secrets = given ?? kept?.secrets
  if (secrets === undefined) throw new Error('there is neither a given nor a kept secret')
  return secrets
}
