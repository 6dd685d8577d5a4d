/** A native application in a process of its own, which refreshes again and again: `<issuer> <client id> <file>`. */

import { fileTokenStore, NativeError, resume } from '@coatcheck/sdk/native'

const [issuer = '', clientId = '', file = ''] = process.argv.slice(2)
const signedIn = resume({ issuer, clientId, store: fileTokenStore(file) })

for (;;) {
  try {
    await signedIn.getAccessToken({ skipCache: true })
    process.stdout.write('refreshed\n')
  } catch (error) {
    if (!(error instanceof NativeError)) throw error
    process.stdout.write(`${error.retryable ? 'again' : 'over'} ${error.code}\n`)
    if (!error.retryable) process.exit(1)
  }
}
