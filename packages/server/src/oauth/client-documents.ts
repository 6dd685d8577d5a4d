/**
 * Clients whose id is the URL of their own description (draft-ietf-oauth-client-id-metadata-document): fetched when such
 * a client first shows up, kept as a client like any other, and fetched again from time to time.
 */

import {
  BY_SYSTEM,
  type AppId,
  type Clock,
  type KnownOAuthClient,
  newId,
  type OAuthClientSettings,
  type Random,
  type RateLimit,
  type Store,
  takeEach,
  webUriProblem,
} from '@coatcheck/core'
import type { JsonMembers } from '@coatcheck/core/verify'
import type { Logger } from 'pino'
import type { Settings } from '../config/settings.ts'
import { fetchJson, type FetchedJson } from '../outbound/fetch-json.ts'
import type { OutboundRequest } from '../outbound/request.ts'
import { checkClient, knownScopes } from './check-client.ts'
import { metadataName, readMetadata } from './client-metadata.ts'

const MAX_ID_LENGTH = 512
/** A document's own word on how long it may be kept counts within these bounds, in milliseconds. */
const FRESH_MS = { least: 60_000, usual: 60 * 60_000, most: 24 * 60 * 60_000 }
/** How soon a document that could not be had is asked for again. */
const RETRY_MS = 60_000
/** How long a document that was there has to be missing until its client is none any more. */
const MISSING_MS = 10 * 60_000
const MAX_ENTRIES = 10_000

/** New documents of one host, and of all: whoever asks must not be able to send us after somebody. */
const PER_HOST: RateLimit = { everyMs: 2_000, burst: 20 }
const OF_ALL: RateLimit = { everyMs: 500, burst: 100 }

/** Finds them. */
export type ClientDocuments = {
  /** The client of that URL; `null` when it describes none, or when such clients are not wanted here. */
  readonly find: (url: string) => Promise<KnownOAuthClient | null>
}

/** What they are found with. */
export type ClientDocumentsOptions = {
  readonly settings: Settings
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Resolves names; the system's way unless a test says otherwise. */
  readonly resolve?: NonNullable<OutboundRequest['resolve']>
}

/** What a URL was found to be: a client's row, or nothing that is one. */
type Entry = {
  readonly id: AppId | null
  readonly untilMs: number
  /** Since when its document was answered to be missing, each time that it was. */
  readonly missingSinceMs: number | null
}

/** Makes it. Of many who ask for one document at once, one fetches it. */
export function createClientDocuments(options: ClientDocumentsOptions): ClientDocuments {
  const { settings, store, clock, logger } = options
  const entries = new Map<string, Entry>()
  const pending = new Map<string, Promise<AppId | null>>()

  function remember(
    url: string,
    id: AppId | null,
    forMs: number,
    missingSinceMs: Entry['missingSinceMs'] = null,
  ): AppId | null {
    entries.delete(url)
    entries.set(url, { id, untilMs: clock.nowMs() + forMs, missingSinceMs })
    const [oldest] = entries.keys()
    if (entries.size > MAX_ENTRIES && oldest !== undefined) entries.delete(oldest)
    return id
  }

  /** Asks for the document again. One that cannot be had for the moment leaves what is known of it in force. */
  async function ask(url: string): Promise<AppId | null> {
    const kept = await store.oauthClients.findByClientId(url)
    if (kept === null && !(await mayAsk(url))) return null
    const fetched = await fetchJson(url, {
      reach: settings.mode === 'production' ? 'public' : 'anywhere',
      ...(options.resolve !== undefined && { resolve: options.resolve }),
    })
    const read = fetched.ok ? await readDocument(options, url, fetched.document) : fetched
    if (!('settings' in read)) {
      logger.warn({ url, detail: read.detail }, 'the document of a client could not be used')
      const since = entries.get(url)?.missingSinceMs ?? null
      const missingSinceMs = read.outlook === 'missing' ? (since ?? clock.nowMs()) : since
      const isLost = missingSinceMs !== null && clock.nowMs() - missingSinceMs >= MISSING_MS
      const stays = read.outlook === 'may-return' || (read.outlook === 'missing' && !isLost)
      return remember(url, stays && kept !== null ? kept.client.id : null, RETRY_MS, missingSinceMs)
    }
    const id = await keep(options, url, read.settings)
    return remember(url, id, fetched.ok ? freshMs(fetched.headers['cache-control']) : RETRY_MS)
  }

  async function mayAsk(url: string): Promise<boolean> {
    const taken = await takeEach(store.rateLimits, [
      [`client-document:${new URL(url).host}`, PER_HOST],
      ['client-document', OF_ALL],
    ])
    return taken.outcome === 'allowed'
  }

  function askOnce(url: string): Promise<AppId | null> {
    const flight = pending.get(url) ?? ask(url).finally(() => pending.delete(url))
    pending.set(url, flight)
    return flight
  }

  return {
    find: async (url) => {
      if (!settings.oauthClientDocuments || !isDocumentUrl(url, settings)) return null
      const entry = entries.get(url)
      if (entry !== undefined && clock.nowMs() < entry.untilMs) {
        if (entry.id === null) return null
        const known = await store.oauthClients.find(entry.id)
        if (known !== null) return known // else it was forgotten meanwhile
      }
      const id = await askOnce(url)
      return id === null ? null : await store.oauthClients.find(id)
    },
  }
}

/** Whether a `client_id` is the URL of a document: https, with a path, in its plain spelling. */
function isDocumentUrl(text: string, { mode }: Pick<Settings, 'mode'>): boolean {
  if (text.length > MAX_ID_LENGTH || webUriProblem(text, mode === 'development') !== null) return false
  return new URL(text).pathname !== '/'
}

type ReadDocument = { readonly settings: OAuthClientSettings } | Extract<FetchedJson, { readonly ok: false }>

async function readDocument(
  server: Pick<ClientDocumentsOptions, 'settings' | 'store'>,
  url: string,
  document: JsonMembers,
): Promise<ReadDocument> {
  const refuse = (detail: string): ReadDocument => ({
    ok: false,
    detail: `${url}: ${detail}`,
    outlook: 'gone',
  })
  if (document['client_id'] !== url) return refuse('its client_id is another one')
  if (document['client_secret'] !== undefined) return refuse('a secret stands in it')
  const scopes = await knownScopes(server)
  const { oauthResources: resources } = server.settings
  const named = { client_name: new URL(url).host, ...document }
  const read = readMetadata(named, { registration: 'document', scopes, resources })
  if (!read.ok) return refuse(`${read.member}: ${read.detail}`)
  const problem = checkClient(server, read.settings, scopes)
  return problem === null
    ? { settings: read.settings }
    : refuse(`${metadataName(problem.member)}: ${problem.detail}`)
}

/** Brings the client's row in line with its document. Whoever is overtaken starts again. */
async function keep(
  { store, clock, random }: Pick<ClientDocumentsOptions, 'store' | 'clock' | 'random'>,
  url: string,
  settings: OAuthClientSettings,
): Promise<AppId> {
  for (;;) {
    const known = await store.oauthClients.findByClientId(url)
    if (known !== null && saysTheSame(known.client, settings)) return known.client.id
    if (known !== null) {
      const { id, version } = known.client
      if ((await store.oauthClients.update(id, version, settings, BY_SYSTEM)) !== null) return id
      continue
    }
    const id = newId('app', clock.nowMs(), random)
    const secrets = { secretHash: null, registrationHash: null }
    const client = { ...settings, ...secrets, id, clientId: url, registration: 'document' } as const
    if ((await store.oauthClients.create(client, BY_SYSTEM)) === 'created') return id
  }
}

function saysTheSame(known: OAuthClientSettings, settings: OAuthClientSettings): boolean {
  return Object.entries(settings).every(
    ([member, value]) => JSON.stringify(known[member as keyof OAuthClientSettings]) === JSON.stringify(value),
  )
}

/** How long a document is good by its `Cache-Control` (RFC 9111 section 5.2.2). */
function freshMs(cacheControl: string | undefined): number {
  if (cacheControl === undefined) return FRESH_MS.usual
  if (/\bno-(?:store|cache)\b/i.test(cacheControl)) return FRESH_MS.least
  const seconds = /(?:^|[\s,])max-age="?(\d{1,9})"?(?:$|[\s,;])/i.exec(cacheControl)?.[1]
  const asked = seconds === undefined ? FRESH_MS.usual : Number(seconds) * 1000
  return Math.min(Math.max(asked, FRESH_MS.least), FRESH_MS.most)
}
