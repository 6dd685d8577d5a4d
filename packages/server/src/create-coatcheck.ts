/** Puts one server together: store, secrets, keys and policy first, then the app, and a listener when asked. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock, Random } from '@coatcheck/core'
import { getRequestListener } from '@hono/node-server'
import { adoptAdminKey, requireAdminKey } from './access/issue-access-key.ts'
import { createApp } from './app.ts'
import { createLook } from './appearance/look.ts'
import type { Settings } from './config/settings.ts'
import { nodeCrypto, nodeRandom, systemClock } from './crypto/node-crypto.ts'
import { type InProcess, openInProcess } from './embed/in-process.ts'
import { createOwnKeys } from './embed/own-keys.ts'
import { createHooks } from './hook/create-hooks.ts'
import { createStop } from './http/stop-listening.ts'
import { createTurns } from './http/turn.ts'
import { createBackground } from './jobs/background.ts'
import { createFeed } from './feed/feed.ts'
import { followLog, readLog } from './jobs/follow-log.ts'
import { startJobs } from './jobs/jobs.ts'
import { machineTimers, type Timers } from './jobs/timers.ts'
import { createLocales } from './locale/locales.ts'
import { createLogger } from './log/logger.ts'
import { createMailer } from './mail/create-mailer.ts'
import { createClientAlgorithms } from './oauth/client-algorithms.ts'
import { seedCommandLine } from './oauth/seed-command-line.ts'
import { createPasswordHasher, type PasswordCost } from './password/password-hasher.ts'
import { startTellingLogouts } from './logout/tell-logouts.ts'
import { createClientDocuments } from './oauth/client-documents.ts'
import { fetchJson } from './outbound/fetch-json.ts'
import { BUILT_FOLDER } from './playground/built-files.ts'
import { createPolicyInForce } from './policy/policy-in-force.ts'
import { checkFingerprints } from './secret/check-fingerprints.ts'
import { createInstanceSecrets } from './secret/instance-secrets.ts'
import type { Server } from './server.ts'
import { createKeyRing } from './signing/key-ring.ts'
import { openStores } from './store/open-stores.ts'
import type { StoreClock } from './store/store-clock.ts'
import { createLiveTemplates } from './template/live-templates.ts'
import { seedTemplates } from './template/seed-templates.ts'
import { createUpstreamKeys } from './upstream/upstream-keys.ts'

/** What a test may replace of the world; the rest of a server is always the real one. */
export type World = {
  readonly clock: Clock
  readonly random: Random
  /** How time passes for what a node does by itself. */
  readonly timers: Timers
  /** How often a node looks at the log when nothing wakes it. */
  readonly logPollMs: number
  /** How often a node looks for logouts to tell when nothing wakes it. */
  readonly logoutPollMs: number
  /** What hashing a password costs. */
  readonly passwordCost: PasswordCost
  /** Where the build of the playground is. */
  readonly playgroundFolder: string
}

/** What a server around this one knows of where a request comes from. */
export type Connection = {
  /**
   * The address at the other end of the connection, from which `COATCHECK_TRUST_PROXY` counts. Left out where it is not
   * known: then only a number of proxies finds an address, in what the last of them forwarded.
   */
  readonly address?: string | null | undefined
}

/** A running Coatcheck. */
export type Coatcheck = {
  /** Answers a Web request, for a server around this one: see `docs/embedding.md`. */
  readonly fetch: (request: Request, connection?: Connection) => Promise<Response>
  /** What the SDK takes to ask this server by a call, with keys of this process alone. */
  readonly inProcess: () => InProcess
  /** Listens on the port of the settings (0 picks a free one). */
  readonly listen: () => Promise<{ readonly port: number; readonly url: string }>
  /** Stops accepting, finishes what is under way, writes everything and lets go. */
  readonly close: () => Promise<void>
  readonly server: Server
}

/** Starts a server on its store. Fails when the store, the secret or a setting is no good. */
export async function createCoatcheck(settings: Settings, world: Partial<World> = {}): Promise<Coatcheck> {
  const logger = createLogger(settings)
  const random = world.random ?? nodeRandom
  const machine = world.clock ?? systemClock
  const onHeld = (behindMs: number): void =>
    logger.error(
      { behindSeconds: Math.round(behindMs / 1000) },
      'the clock of this machine went back: time stands still here until it has caught up, or until a restart',
    )
  const { store, clock, warnings } = await openStores(settings, { machine, random, onHeld })
  for (const warning of warnings) logger.warn(warning)
  try {
    return await start({ settings, logger, random, store, clock, world })
  } catch (error) {
    await store.close()
    throw error
  }
}

/** What the rest is put together from. */
type Parts = Pick<Server, 'settings' | 'logger' | 'random' | 'store'> & {
  readonly clock: StoreClock
  readonly world: Partial<World>
}

async function start({ settings, logger, random, clock, world, ...opened }: Parts): Promise<Coatcheck> {
  const { timers = machineTimers } = world
  const ownKeys = createOwnKeys({ clock, random })
  const store = { ...opened.store, accessKeys: ownKeys.known(opened.store.accessKeys) }
  const log = await readLog(store.log)
  const secrets = createInstanceSecrets(settings.secrets, random)
  await checkFingerprints(store.secretFingerprints, secrets)
  const hasRevokedKey = settings.adminKey !== null && !(await adoptAdminKey(store, settings.adminKey))
  if (hasRevokedKey) logger.warn('the key of COATCHECK_ADMIN_KEY was revoked and stays so')
  if (settings.mode === 'production') await requireAdminKey(store)
  const policyInForce = await createPolicyInForce(store.policy, settings)
  await seedTemplates(store, { nowMs: clock.nowMs(), random })
  await seedCommandLine(store, { nowMs: clock.nowMs(), random })
  const templates = await createLiveTemplates({ store: store.templates, secrets, logger })
  const clientAlgorithms = await createClientAlgorithms(store.oauthClients, settings.tokenAlgorithm)
  const keyRing = await createKeyRing({
    store: store.signingKeys,
    secrets,
    clock,
    algorithm: settings.tokenAlgorithm,
    purpose: settings.compat === null ? 'any' : 'sessions',
    others: () => [...templates.algorithms(), ...clientAlgorithms.current()],
  })
  const server: Server = {
    settings,
    store,
    clock,
    random,
    crypto: nodeCrypto,
    secrets,
    refreshKeys: { currentVersion: secrets.currentVersion, key: secrets.refreshKey },
    keyRing,
    templates,
    clientAlgorithms,
    upstreamKeys: createUpstreamKeys(clock, ({ issuer }, detail) =>
      logger.warn({ issuer, detail }, 'the keys of an upstream could not be fetched'),
    ),
    strangerKeys: createUpstreamKeys(
      clock,
      ({ issuer }, detail) => logger.warn({ issuer, detail }, 'the keys of a client could not be fetched'),
      (url) => fetchJson(url, { reach: settings.mode === 'production' ? 'public' : 'anywhere' }),
    ),
    clientDocuments: createClientDocuments({ settings, store, clock, random, logger }),
    hooks: createHooks(settings.hooks, { clock, random }),
    passwords: createPasswordHasher(secrets, {
      ...(world.passwordCost && { cost: world.passwordCost }),
      onUnknownPepper: (version) =>
        logger.warn({ version }, 'a password was hashed under a secret version that is not given any more'),
    }),
    mailer: createMailer(settings, (error, message) => logger.error({ err: error }, message), clock),
    look: createLook(settings.appearance),
    locales: createLocales(settings.locales, settings.locale),
    background: createBackground(logger),
    feed: createFeed(log, clock.nowMs, timers),
    logger,
    policyInForce,
    policy: policyInForce.current,
  }
  const app = createApp(server, world.playgroundFolder ?? BUILT_FOLDER)
  const turns = createTurns()
  const answer = getRequestListener(async (request, bindings) => {
    const endOfTurn = turns.end() // of the turn that brought the request: over by the time a write is on disk
    const response = await app.fetch(request, bindings)
    await endOfTurn
    return response
  })
  const stopJobs = startJobs(server, timers)
  const stopTellingLogouts = startTellingLogouts(server, world.logoutPollMs, timers)
  const stopFollowing = followLog({ ...server, askTime: clock.askTime }, log, world.logPollMs, timers)
  const listener = createServer((incoming, outgoing) => void answer(incoming, outgoing))
  const stopListening = createStop(listener)

  const fetch: Coatcheck['fetch'] = async (request, { address } = {}) =>
    await app.fetch(request, { incoming: { socket: { remoteAddress: address ?? undefined } } })
  let inProcess: InProcess | undefined

  return {
    server,
    fetch,
    inProcess: () => (inProcess ??= openInProcess(settings.url, ownKeys, fetch)),
    listen: () =>
      new Promise((resolve, reject) => {
        listener.once('error', reject)
        listener.listen(settings.port, settings.host, () => {
          listener.off('error', reject)
          const { port } = listener.address() as AddressInfo
          resolve({ port, url: settings.url })
        })
      }),
    close: async () => {
      stopJobs()
      stopFollowing()
      await stopTellingLogouts()
      server.feed.close()
      await stopListening()
      await server.background.drain()
      await server.mailer.close()
      await store.close()
    },
  }
}
