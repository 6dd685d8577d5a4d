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
  if (isSentinel === (path === '' || path === '0')) return null
  const hosts = hostList.split(',').map((text) => readHost(text, PORTS[isSentinel ? 'sentinel' : 'server']))
  if (!hosts.every((host) => host !== null)) return null
  const [username = '', password = ''] = login.split(/:(.*)/s).map(decodeURIComponent)
  return {
    hosts,
    login: { ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) },
    isSecure: scheme === 'rediss',
    sentinelName: isSentinel ? decodeURIComponent(path) : null,
  }
}

function readHost(text: string, otherwise: number): { readonly host: string; readonly port: number } | null {
  const [, host, port] = HOST_FORM.exec(text) ?? []
  if (host === undefined) return null
  return { host: host.replaceAll(/[[\]]/g, ''), port: port === undefined ? otherwise : Number(port) }
}
