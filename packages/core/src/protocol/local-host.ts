/** Which hosts are this machine's, where plain http is as safe as https. */

/** Whether a URL's `hostname` is this machine's: browsers and resolvers keep these names to themselves (RFC 6761). */
export function isLocalHost(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname) || hostname.endsWith('.localhost')
}
