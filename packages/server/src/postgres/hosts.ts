/** Several servers in one URL, spelled as libpq does: `postgres://user@one:5432,other:5432/database`. */

/** The start, the hosts with their ports, and the rest, of which the database's name is a must. */
const PARTS = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#@]+)(\/[^?#].*)$/i

/** Which servers may be asked for: those that take writes. No other is ever used, also when nobody asks. */
const ATTRIBUTES: readonly (string | null)[] = [null, 'read-write', 'primary']

/**
 * Reads one URL for each server, in their order.
 *
 * @returns `null` when it is no such URL, or asks by `target_session_attrs` for servers that take no writes.
 */
export function splitHosts(text: string): readonly string[] | null {
  const [, start = '', hosts = '', rest = ''] = PARTS.exec(text) ?? []
  const urls: string[] = []
  for (const host of hosts.split(',')) {
    const url = URL.parse(start + host + rest)
    if (url === null || url.hostname === '') return null
    if (!ATTRIBUTES.includes(url.searchParams.get('target_session_attrs'))) return null
    url.searchParams.delete('target_session_attrs')
    urls.push(url.href)
  }
  return urls
}
