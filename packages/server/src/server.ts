/** What the parts of one running server share: settings, ports and the few things kept in memory. */

import type {
  Clock,
  Crypto,
  PasswordHasher,
  Random,
  RefreshKeys,
  SessionPolicy,
  Store,
} from '@coatcheck/core'
import type { Logger } from 'pino'
import type { Look } from './appearance/look.ts'
import type { Settings } from './config/settings.ts'
import type { Feed } from './feed/feed.ts'
import type { Hooks } from './hook/create-hooks.ts'
import type { Background } from './jobs/background.ts'
import type { Locales } from './locale/locales.ts'
import type { ClientAlgorithms } from './oauth/client-algorithms.ts'
import type { Mailer } from './mail/mailer.ts'
import type { ClientDocuments } from './oauth/client-documents.ts'
import type { PolicyInForce } from './policy/policy-in-force.ts'
import type { InstanceSecrets } from './secret/instance-secrets.ts'
import type { KeyRing } from './signing/key-ring.ts'
import type { LiveTemplates } from './template/live-templates.ts'
import type { UpstreamKeys } from './upstream/upstream-keys.ts'

/** One running server. */
export type Server = {
  readonly settings: Settings
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly crypto: Crypto
  readonly secrets: InstanceSecrets
  readonly refreshKeys: RefreshKeys
  readonly keyRing: KeyRing
  readonly templates: LiveTemplates
  readonly clientAlgorithms: ClientAlgorithms
  readonly upstreamKeys: UpstreamKeys
  /** The keys of OAuth clients that nobody has looked at: fetched from the internet, never from the own network. */
  readonly strangerKeys: UpstreamKeys
  /** OAuth clients whose id is the URL of their description. */
  readonly clientDocuments: ClientDocuments
  readonly hooks: Hooks
  readonly passwords: PasswordHasher
  readonly mailer: Mailer
  /** How pages and mails look. */
  readonly look: Look
  /** The languages that they can be in. */
  readonly locales: Locales
  readonly background: Background
  readonly feed: Feed
  readonly logger: Logger
  readonly policyInForce: PolicyInForce
  /** The policy in force. */
  readonly policy: () => SessionPolicy
}
