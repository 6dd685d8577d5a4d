/** What stops a command: one clear line for what the operator can mend, everything for what is our bug. */

import { NativeError } from '@coatcheck/sdk/native'
import { StartError, StoreError } from '@coatcheck/server'

/** What to print on standard error. */
export function describeFailure(error: unknown): string {
  if (error instanceof NativeError) return `coatcheck: ${error.message}\n`
  if (error instanceof StartError || error instanceof StoreError) return lines(error.message)
  if (error instanceof Error && 'code' in error) {
    const port = 'port' in error ? String(error.port) : ''
    if (error.code === 'EADDRINUSE') return `coatcheck: port ${port} is taken; choose another with --port\n`
    if (error.code === 'EACCES' && port !== '')
      return `coatcheck: port ${port} may not be used by this user\n`
    if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
      return `coatcheck: --host is no address of this machine (${error.code})\n`
    }
  }
  return error instanceof Error ? `${error.stack ?? error.message}\n` : `${String(error)}\n`
}

function lines(message: string): string {
  const [first = '', ...others] = message.split('\n')
  if (others.length === 0) return `coatcheck: ${first}\n`
  return `coatcheck: ${others.length + 1} settings need attention\n${message.replaceAll(/^/gm, '  ')}\n`
}
