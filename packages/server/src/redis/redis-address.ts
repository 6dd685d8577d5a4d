/** Where Redis is, as one URL says it: a server, several of a Cluster, or Sentinels that know the master. */

/** An address. */
export type RedisAddress = {
  readonly hosts: readonly { readonly host: string; readonly port: number }[]
  readonly login: { readonly username?: string; readonly password?: string }
  readonly isSecure: boolean
  /** The name under which Sentinels know the master; `null` without Sentinels. */
  readonly sentinelName: string | null
}

const URL_FORM = /^(redis|rediss)(\+sentinel)?:\/\/(?:([^@/]*)@)?([^@/?#]+)(?:\/([^/?#]*))?$/
const HOST_FORM = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/
const PORTS = { server: 6379, sentinel: 26379 } as const

/**
 * Reads `redis://`, `rediss://` (TLS), with `user:password@` and any number of `host:port` that a comma parts, and
 * `redis+sentinel://<hosts>/<master's name>`; `null` for anything else.
 */
export function readRedisAddress(url: string): RedisAddress | null {
  const [, scheme, sentinel, login = '', hostList = '', path = ''] = URL_FORM.exec(url) ?? []
  if (scheme === undefined) return null
  const isSentinel = sentinel !== undefined
  // Sessions have the whole of a server to themselves: its first database, the only one that a Cluster has.
  if (isSentinel ? path === '' || path === '0' : path !== '' && path !== '0') return null
  const hosts = hostList.split(',').map((text) => readHost(text, PORTS[isSentinel ? 'sentinel' : 'server']))
  if (!hosts.every((host) => host !== null)) return null
  const [username, password] = login.split(/:(.*)/s).map(decoded)
  if (username === null || password === null) return null
  return {
    hosts,
    login: { ...(username && { username }), ...(password && { password }) },
    isSecure: scheme === 'rediss',
    sentinelName: isSentinel ? decodeURIComponent(path) : null,
  }
}

/** What may be shown of an address. */
export function describeRedis({ hosts }: RedisAddress): string {
  return hosts.map(({ host, port }) => `${host}:${port}`).join(', ')
}

function readHost(text: string, otherwise: number): { readonly host: string; readonly port: number } | null {
  const [, host, port] = HOST_FORM.exec(text) ?? []
  if (host === undefined || Number(port ?? otherwise) > 65_535) return null
  return { host: host.replaceAll(/[[\]]/g, ''), port: Number(port ?? otherwise) }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
