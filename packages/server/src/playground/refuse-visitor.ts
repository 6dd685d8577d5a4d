/**
 * Who may use the playground: a browser on the machine that the server runs on, by the server's own URL. What it can do
 * is harmless to everybody but its own demo accounts, and still nobody else's business.
 */

import type { Context } from 'hono'
import { isLoopbackAddress } from '../http/address.ts'
import type { AppEnv } from '../http/router.ts'
import type { Server } from '../server.ts'

/** Headers by which a proxy says that somebody else is asking. */
const FORWARDED = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'cf-connecting-ip',
] as const

/** Why a visitor gets nothing, as a sentence for them; `null` for one who may look around. */
export function refuseVisitor({ settings }: Pick<Server, 'settings'>, c: Context<AppEnv>): string | null {
  const request = c.req.raw
  const { host } = new URL(settings.url)
  // A name of somebody else's that leads to this machine (DNS rebinding) would make their page same-origin with ours.
  if (request.headers.get('host') !== host || new URL(request.url).host !== host)
    return `The playground is at ${settings.url}/playground, and answers under no other name.`
  const peer = c.env?.incoming?.socket.remoteAddress ?? null
  if (!isLoopbackAddress(peer) || FORWARDED.some((name) => request.headers.has(name)))
    return 'The playground answers only to the machine that the server runs on, and through no proxy.'
  return null
}

/**
 * Why a request to what the playground asks gets nothing: it has to come from the playground itself. This is stricter
 * than the rule for cookies, which lets the origins of other applications in.
 */
export function refuseForeignPage({ settings }: Pick<Server, 'settings'>, request: Request): string | null {
  const origin = request.headers.get('origin')
  const isOwn =
    origin === null ? request.headers.get('sec-fetch-site') === 'same-origin' : origin === settings.url
  return isOwn ? null : 'Only the playground itself asks here.'
}
