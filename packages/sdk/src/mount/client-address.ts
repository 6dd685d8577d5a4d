/** The address of a visitor, as the application that they talk to knows it. */

import { CoatcheckError } from '../backend/errors.ts'
import type { RequestHead } from '../backend/request-head.ts'

/** How an application whose framework has no word of its own for it finds a visitor's address. */
export type AddressOptions<Asked> = {
  /**
   * How many proxies in front of the application write `X-Forwarded-For` (default `COATCHECK_TRUSTED_PROXIES`). What
   * stands left of their entries is the visitor's own word, and is not believed.
   */
  readonly trustedProxies?: number
  /** Says the address itself, where the platform knows it. */
  readonly clientAddress?: (asked: Asked) => string | null | undefined
}

/** What a framework lets see of a request. */
export type AddressSource<Asked> = {
  readonly head: (asked: Asked) => RequestHead
  /** The address of the connection; left out where the framework tells it to nobody. */
  readonly peer?: (asked: Asked) => string | null
}

const MAX_PROXIES = 32

/**
 * Finds addresses. The environment is read when the first visitor comes.
 *
 * @returns Throws a `CoatcheckError` while nothing says how many proxies there are, and there is no connection to see.
 * @throws {CoatcheckError} When `trustedProxies` is no number of proxies.
 */
export function addressReader<Asked>(
  { clientAddress, trustedProxies }: AddressOptions<Asked>,
  { head, peer }: AddressSource<Asked>,
): (asked: Asked) => string | null {
  if (clientAddress !== undefined) return (asked) => clientAddress(asked) ?? null
  let count = trustedProxies === undefined ? undefined : readCount(trustedProxies)
  return (asked) => {
    count ??= readCount(globalThis.process?.env['COATCHECK_TRUSTED_PROXIES'] ?? (peer && 0))
    return forwardedAddress(head(asked), peer?.(asked) ?? null, count)
  }
}

function readCount(given: number | string | undefined): number {
  const count = given === undefined || given === '' ? Number.NaN : Number(given)
  if (Number.isSafeInteger(count) && count >= 0 && count <= MAX_PROXIES) return count
  throw new CoatcheckError(
    'option-invalid',
    `trustedProxies (or COATCHECK_TRUSTED_PROXIES) says how many proxies in front of the application write X-Forwarded-For, from 0 to ${MAX_PROXIES}; it is ${given === undefined ? 'not set' : JSON.stringify(given)}`,
  )
}

/**
 * The address that stands before so many trusted proxies.
 *
 * @param peer The address of the connection itself, the last of the proxies if there are any; `null` when unknown.
 */
export function forwardedAddress(
  { headers }: RequestHead,
  peer: string | null,
  trustedProxies: number,
): string | null {
  if (trustedProxies === 0) return peer
  const forwarded = headers.get('x-forwarded-for')
  const chain = forwarded === null ? [] : forwarded.split(',').map((part) => part.trim())
  // A proxy was passed by when there are fewer: then the connection's own address is all that is certain.
  return chain.at(-trustedProxies) ?? peer
}

/** An address that can stand in a header: whatever else was claimed is none. */
export function plainAddress(address: string | null): string | null {
  const text = (address ?? '').replace(/^\[(.+)\](?::\d+)?$|^([\d.]+):\d+$/, '$1$2')
  return /^[\da-f.:]{2,45}$/i.test(text) ? text : null
}
