/** Which addresses are out on the internet: what strangers name must not make this server speak to its own network. */

import ipaddr from 'ipaddr.js'

/** Whether an address is one that everybody can reach: not of this machine, a private network, or a special use. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  // IPv4 in IPv6 is what it holds. Addresses that tunnel IPv4 (NAT64, 6to4, Teredo) are of a range of their own.
  return ipaddr.process(text).range() === 'unicast'
}
