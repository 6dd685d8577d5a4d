/** Every setting there is: the one list behind parsing, flags, `defineConfig` and the table in the documentation. */

import {
  MAX_TOKEN_SECONDS,
  MIN_TOKEN_SECONDS,
  type OpaqueCredential,
  parseOpaque,
  type PresetName,
  PRESETS,
  resourceProblem,
  type Secret,
  type SigningAlgorithm,
} from '@coatcheck/core'
import type { Appearance, Compat } from '@coatcheck/core/protocol'
import { type Database, readDatabase } from '../store/database.ts'
import { readRedisAddress, type RedisAddress } from '../redis/redis-address.ts'
import { parseSecrets, type ParsedSecrets } from '../secret/parse-secrets.ts'
import { appearanceFaults, readAppearanceText } from './appearance-setting.ts'
import { hookSecret, hookUrl, setting } from './define-setting.ts'
import { readBaseUrl, readDomain, readTrustProxy, type TrustProxy } from './network.ts'
import {
  INVALID,
  listOf,
  numberOrNone,
  oneOf,
  origin,
  secretUrl,
  type Setting,
  wholeNumber,
  yesOrNo,
} from './setting.ts'

/** How much is logged. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** What each setting reads to. */
export type SettingValues = {
  readonly url: string
  readonly port: number
  readonly host: string
  readonly workers: number
  readonly dataFolder: string
  readonly database: Database
  readonly redis: RedisAddress
  readonly secret: ParsedSecrets
  readonly adminKey: OpaqueCredential<'adminKey'>
  readonly allowedOrigins: readonly string[]
  readonly trustProxy: TrustProxy
  readonly signUp: 'open' | 'invite' | 'closed'
  readonly allowedEmailDomains: readonly string[]
  readonly requireEmailVerification: boolean
  readonly smtpUrl: Secret
  readonly mailFrom: string
  readonly appearance: Appearance
  readonly locale: string
  readonly tokenAlgorithm: SigningAlgorithm
  readonly dpopNonce: boolean
  readonly compat: Compat
  readonly preset: PresetName
  readonly sessionIdleSeconds: number | null
  readonly tokenSessionIdleSeconds: number | null
  readonly opaqueSessionIdleSeconds: number | null
  readonly sessionMaxSeconds: number
  readonly sessionTokenSeconds: number
  readonly tokenMaxSeconds: number
  readonly devices: 'many' | 'one'
  readonly accountsPerBrowser: 'many' | 'one'
  readonly maxSessionsPerUser: number | null
  readonly reverifySeconds: number
  readonly impersonationSeconds: number
  readonly hookBeforeSignUpUrl: string
  readonly hookBeforeSignUpSecret: readonly Secret[]
  readonly hookBeforeSessionUrl: string
  readonly hookBeforeSessionSecret: readonly Secret[]
  readonly hookCustomClaimsUrl: string
  readonly hookCustomClaimsSecret: readonly Secret[]
  readonly hookTimeoutMs: number
  readonly oauthRegistration: 'off' | 'token' | 'open'
  readonly oauthClientDocuments: boolean
  readonly oauthResources: readonly string[]
  readonly eventRetentionDays: number | null
  readonly logLevel: LogLevel
}

/** The name of a setting, as `coatcheck.config.ts` spells it. */
export type SettingName = keyof SettingValues

const DAY_SECONDS = 86_400
const YEAR_SECONDS = 365 * DAY_SECONDS
const PRESET_NAMES: readonly PresetName[] = [
  'web',
  'high-security',
  'dev',
  'extension',
  'native',
  'aal1',
  'aal2',
  'aal3',
]
const IDLE_ALLOWED = `whole seconds from 60 to ${YEAR_SECONDS}, or none`
const BY_PRESET = "the preset's"

/** The settings, in the order in which they are documented. */
export const SETTINGS: { readonly [N in SettingName]: Setting<SettingValues[N]> } = {
  url: setting('COATCHECK_URL', 'url', {
    purpose: 'The base URL that people and applications reach the server by; also the issuer of tokens.',
    allowed: 'an https origin without a path, or http on localhost',
    otherwise: 'http://localhost:<port>, in development only',
    parse: readBaseUrl,
  }),
  port: setting('COATCHECK_PORT', 'port', {
    purpose: 'The port to listen on.',
    allowed: 'a whole number from 0 (any free port; needs COATCHECK_URL) to 65535',
    otherwise: '4000',
    parse: wholeNumber(0, 65_535),
  }),
  host: setting('COATCHECK_HOST', 'host', {
    purpose: 'The address to listen on.',
    allowed: 'a host name or an IP address',
    otherwise: '127.0.0.1 when the URL is on localhost, else all addresses',
    parse: (text) => (/^[\w.:-]+$/.test(text) ? text : INVALID),
  }),
  workers: setting('COATCHECK_WORKERS', 'workers', {
    purpose: 'How many processes serve the port; more than one needs Postgres.',
    allowed: 'a whole number from 1 to 256',
    otherwise: '1',
    parse: wholeNumber(1, 256),
  }),
  dataFolder: setting('COATCHECK_DATA_FOLDER', 'data-folder', {
    purpose: 'Where the database and the secret of a development instance are kept.',
    allowed: 'the path of a folder that can be written',
    otherwise: './.coatcheck',
    parse: (text) => text,
  }),
  database: setting('COATCHECK_DATABASE_URL', 'database-url', {
    purpose: 'The database.',
    allowed:
      'sqlite:<path of a file>, sqlite::memory:, or postgres://<user>:<password>@<host>:<port>/<database>; of several servers, as in postgres://...@<host>:<port>,<host>:<port>/<database>, the first that takes writes is used',
    otherwise: 'sqlite:<data folder>/coatcheck.db',
    isSecret: true,
    parse: (text) => readDatabase(text) ?? INVALID,
  }),
  redis: setting('COATCHECK_REDIS_URL', 'redis-url', {
    purpose: 'Redis, Valkey or a Cluster of them, for sessions at high rates beside Postgres.',
    allowed:
      'redis://<user>:<password>@<host>:<port>, rediss:// for TLS, several hosts of a Cluster separated by commas, or redis+sentinel://<hosts>/<name of the master>; not an https:// URL: a service that shows one has a rediss:// URL too',
    otherwise: 'none: sessions are in the database',
    isSecret: true,
    parse: (text) => readRedisAddress(text) ?? INVALID,
  }),
  secret: setting('COATCHECK_SECRET', 'secret', {
    purpose: 'The instance secret that all keys are derived from. Never change it: add a version.',
    allowed:
      'at least 32 bytes of text, or versions spelled v2:<secret>,v1:<secret>, of which the first is used',
    otherwise: 'made once and kept in the data folder, in development only',
    isSecret: true,
    parse: (text) => {
      const parsed = parseSecrets(text)
      return parsed.ok ? parsed.secrets : INVALID
    },
  }),
  adminKey: setting('COATCHECK_ADMIN_KEY', 'admin-key', {
    purpose: 'An admin key with every scope; its hash is kept.',
    allowed: 'a key that `coatcheck keys create --kind admin` printed',
    otherwise: 'none (in development one is made at the first start)',
    isSecret: true,
    parse: (text) => parseOpaque('adminKey', text) ?? INVALID,
  }),
  allowedOrigins: setting('COATCHECK_ALLOWED_ORIGINS', 'allowed-origins', {
    purpose: 'The origins of your applications: CORS, the cross-site check, redirects and `azp` go by them.',
    allowed: 'exact origins without a path, separated by commas',
    otherwise: "the server's own (in development also http://localhost on any port)",
    parse: listOf(origin),
  }),
  trustProxy: setting('COATCHECK_TRUST_PROXY', 'trust-proxy', {
    purpose: 'The proxies whose X-Forwarded-For is believed.',
    allowed:
      'how many stand in front (1 to 99), or their addresses and CIDR ranges separated by commas, or none',
    otherwise: 'none',
    parse: readTrustProxy,
  }),
  signUp: setting('COATCHECK_SIGN_UP', 'sign-up', {
    purpose: 'Who may make an account.',
    allowed: 'open, invite or closed',
    otherwise: 'open',
    parse: oneOf(['open', 'invite', 'closed']),
  }),
  allowedEmailDomains: setting('COATCHECK_ALLOWED_EMAIL_DOMAINS', 'allowed-email-domains', {
    purpose: 'The only domains whose addresses may make an account.',
    allowed: 'domains such as example.com, separated by commas',
    otherwise: 'any domain',
    parse: listOf(readDomain),
  }),
  requireEmailVerification: setting('COATCHECK_REQUIRE_EMAIL_VERIFICATION', 'require-email-verification', {
    purpose: 'Whether an address must be verified before its account can sign in.',
    allowed: 'true or false',
    otherwise: 'false',
    parse: yesOrNo,
  }),
  smtpUrl: setting('COATCHECK_SMTP_URL', 'smtp-url', {
    purpose: 'The server that mail is sent by.',
    allowed: 'smtp://user:password@host:587 or smtps://user:password@host:465',
    otherwise: 'no mail (in development it goes to the page /outbox)',
    isSecret: true,
    parse: secretUrl('smtp:', 'smtps:'),
  }),
  mailFrom: setting('COATCHECK_MAIL_FROM', 'mail-from', {
    purpose: 'The sender of mail; needed with COATCHECK_SMTP_URL.',
    allowed: 'an address, or a name and an address such as Example <no-reply@example.com>',
    otherwise: 'none',
    parse: (text) =>
      /^[^\r\n<>]*(?:<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(text) ? text : INVALID,
  }),
  appearance: setting('COATCHECK_APPEARANCE', 'appearance', {
    purpose: 'How pages and mails look: name, logo, colours, font, radius. See docs/appearance.md.',
    allowed: 'JSON such as {"name":"Acme","colors":{"accent":"#7c3aed"}}; in the file an object',
    otherwise: 'the look of Coatcheck',
    faults: appearanceFaults,
    parse: readAppearanceText,
  }),
  locale: setting('COATCHECK_LOCALE', 'locale', {
    purpose:
      'The language of pages and mails for people of whom no other is known that there is. See docs/appearance.md.',
    allowed: 'en, de, es, fr, ja, or one whose texts the file brings along',
    otherwise: 'en',
    parse: (text) => (/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/.test(text) ? text : INVALID),
  }),
  tokenAlgorithm: setting('COATCHECK_TOKEN_ALGORITHM', 'token-algorithm', {
    purpose:
      'What session tokens are signed with. A change publishes a new key, which signs after eleven minutes.',
    allowed: 'ES256, EdDSA or RS256',
    otherwise: 'ES256; RS256 with COATCHECK_COMPAT=clerk',
    parse: oneOf(['ES256', 'EdDSA', 'RS256']),
  }),
  dpopNonce: setting('COATCHECK_DPOP_NONCE', 'dpop-nonce', {
    purpose:
      'Whether DPoP proofs at OAuth endpoints must hold a nonce of this server (RFC 9449 section 8), so that none can be made ahead of time.',
    allowed: 'true or false',
    otherwise: 'false',
    parse: yesOrNo,
  }),
  compat: setting('COATCHECK_COMPAT', 'compat', {
    purpose:
      'Whose published packages take session tokens beside the SDK: `docs/clerk.md`. A change publishes a new key, which signs after eleven minutes.',
    allowed: 'clerk',
    otherwise: 'none: they are for the SDK',
    parse: oneOf(['clerk']),
  }),
  preset: setting('COATCHECK_PRESET', 'preset', {
    purpose: 'The session policy to start from.',
    allowed: `one of ${PRESET_NAMES.join(', ')}`,
    otherwise: `web: ${PRESETS.web.absoluteSeconds / DAY_SECONDS} days, in browsers 30 minutes of inactivity`,
    parse: oneOf(PRESET_NAMES),
  }),
  sessionIdleSeconds: setting(
    ['COATCHECK_SESSION_IDLE_SECONDS', 'CLERK_SESSION_TOKEN_LIFETIME'],
    'session-idle',
    {
      purpose: 'How long a browser session lives without activity.',
      allowed: IDLE_ALLOWED,
      otherwise: BY_PRESET,
      parse: numberOrNone(60, YEAR_SECONDS),
    },
  ),
  tokenSessionIdleSeconds: setting('COATCHECK_TOKEN_SESSION_IDLE_SECONDS', 'token-session-idle', {
    purpose: 'The same for sessions with refresh tokens.',
    allowed: IDLE_ALLOWED,
    otherwise: BY_PRESET,
    parse: numberOrNone(60, YEAR_SECONDS),
  }),
  opaqueSessionIdleSeconds: setting('COATCHECK_OPAQUE_SESSION_IDLE_SECONDS', 'opaque-session-idle', {
    purpose: 'The same for sessions with an opaque session token.',
    allowed: IDLE_ALLOWED,
    otherwise: BY_PRESET,
    parse: numberOrNone(60, YEAR_SECONDS),
  }),
  sessionMaxSeconds: setting(['COATCHECK_SESSION_MAX_SECONDS', 'CLERK_MAX_SESSION_LIFETIME'], 'session-max', {
    purpose: 'How long any session lives at most.',
    allowed: `whole seconds from 300 to ${YEAR_SECONDS}`,
    otherwise: BY_PRESET,
    parse: wholeNumber(300, YEAR_SECONDS),
  }),
  sessionTokenSeconds: setting('COATCHECK_SESSION_TOKEN_SECONDS', 'session-token', {
    purpose: 'How long a session token lives.',
    allowed: `whole seconds from ${MIN_TOKEN_SECONDS} to ${MAX_TOKEN_SECONDS}`,
    otherwise: BY_PRESET,
    parse: wholeNumber(MIN_TOKEN_SECONDS, MAX_TOKEN_SECONDS),
  }),
  tokenMaxSeconds: setting('COATCHECK_TOKEN_MAX_SECONDS', 'token-max', {
    purpose: 'The longest life that a caller may ask for.',
    allowed: `whole seconds from ${MIN_TOKEN_SECONDS} to ${MAX_TOKEN_SECONDS}`,
    otherwise: BY_PRESET,
    parse: wholeNumber(MIN_TOKEN_SECONDS, MAX_TOKEN_SECONDS),
  }),
  devices: setting('COATCHECK_DEVICES', 'devices', {
    purpose:
      'Whether a user may be signed in on many devices; with one, the newest sign-in replaces the others.',
    allowed: 'many or one',
    otherwise: BY_PRESET,
    parse: oneOf(['many', 'one']),
  }),
  accountsPerBrowser: setting('COATCHECK_ACCOUNTS_PER_BROWSER', 'accounts-per-browser', {
    purpose: 'Whether one browser may be signed in to many accounts.',
    allowed: 'many or one',
    otherwise: BY_PRESET,
    parse: oneOf(['many', 'one']),
  }),
  maxSessionsPerUser: setting('COATCHECK_MAX_SESSIONS_PER_USER', 'max-sessions-per-user', {
    purpose: 'The most living sessions of one user.',
    allowed: 'a whole number from 1 to 10000, or none',
    otherwise: BY_PRESET,
    parse: numberOrNone(1, 10_000),
  }),
  reverifySeconds: setting('COATCHECK_REVERIFY_SECONDS', 'reverify', {
    purpose: 'How recent a sign-in must be for dangerous acts on the own account.',
    allowed: `whole seconds from 60 to ${DAY_SECONDS}`,
    otherwise: BY_PRESET,
    parse: wholeNumber(60, DAY_SECONDS),
  }),
  impersonationSeconds: setting('COATCHECK_IMPERSONATION_SECONDS', 'impersonation', {
    purpose: 'How long an administrator may act as a user.',
    allowed: `whole seconds from 60 to ${DAY_SECONDS}`,
    otherwise: BY_PRESET,
    parse: wholeNumber(60, DAY_SECONDS),
  }),
  hookBeforeSignUpUrl: hookUrl(
    'COATCHECK_HOOK_BEFORE_SIGN_UP_URL',
    'hook-before-sign-up-url',
    'Who is asked before an account is made.',
  ),
  hookBeforeSignUpSecret: hookSecret('COATCHECK_HOOK_BEFORE_SIGN_UP_SECRET', 'hook-before-sign-up-secret'),
  hookBeforeSessionUrl: hookUrl(
    'COATCHECK_HOOK_BEFORE_SESSION_URL',
    'hook-before-session-url',
    'Who is asked before a session is opened.',
  ),
  hookBeforeSessionSecret: hookSecret('COATCHECK_HOOK_BEFORE_SESSION_SECRET', 'hook-before-session-secret'),
  hookCustomClaimsUrl: hookUrl(
    'COATCHECK_HOOK_CUSTOM_CLAIMS_URL',
    'hook-custom-claims-url',
    'Who is asked for more claims of each session token.',
  ),
  hookCustomClaimsSecret: hookSecret('COATCHECK_HOOK_CUSTOM_CLAIMS_SECRET', 'hook-custom-claims-secret'),
  hookTimeoutMs: setting('COATCHECK_HOOK_TIMEOUT_MS', 'hook-timeout', {
    purpose: 'How long a hook is waited for; without an answer, what asked is refused.',
    allowed: 'whole milliseconds from 100 to 5000',
    otherwise: '2000',
    parse: wholeNumber(100, 5000),
  }),
  oauthRegistration: setting('COATCHECK_OAUTH_REGISTRATION', 'oauth-registration', {
    purpose: 'Whether OAuth clients may register themselves (RFC 7591). See docs/oauth.md.',
    allowed: 'off, token (whoever has an admin key with the scope registration) or open (anybody)',
    otherwise: 'off',
    parse: oneOf(['off', 'token', 'open']),
  }),
  oauthClientDocuments: setting('COATCHECK_OAUTH_CLIENT_DOCUMENTS', 'oauth-client-documents', {
    purpose:
      'Whether the URL of its own description can be the id of an OAuth client, which is fetched from there.',
    allowed: 'true or false',
    otherwise: 'false',
    parse: yesOrNo,
  }),
  oauthResources: setting('COATCHECK_OAUTH_RESOURCES', 'oauth-resources', {
    purpose:
      'The resources that OAuth clients may ask tokens for which registered themselves: the URLs of your APIs and MCP servers.',
    allowed: 'absolute URIs without a fragment, separated by commas',
    otherwise: 'none: their tokens are for this server',
    parse: listOf((text) => (resourceProblem(text) === null ? text : INVALID)),
  }),
  eventRetentionDays: setting('COATCHECK_EVENT_RETENTION_DAYS', 'event-retention', {
    purpose: 'How long security events are kept.',
    allowed: 'whole days from 1 to 3650, or none for ever',
    otherwise: 'none',
    parse: numberOrNone(1, 3650),
  }),
  logLevel: setting('COATCHECK_LOG_LEVEL', 'log-level', {
    purpose: 'How much is logged.',
    allowed: 'debug, info, warn, error or silent',
    otherwise: 'info in production, warn in development',
    parse: oneOf(['debug', 'info', 'warn', 'error', 'silent']),
  }),
}

/** The names of all settings, in the order in which they are documented. */
export const SETTING_NAMES: readonly SettingName[] = Object.keys(SETTINGS).filter(
  (name): name is SettingName => name in SETTINGS,
)
