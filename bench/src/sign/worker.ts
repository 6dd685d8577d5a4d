/** Measures one minting library: `worker.ts <library> <database URL> <opaque session token>`. */

import { generateKeyPairSync } from 'node:crypto'
import { parseOpaque } from '@coatcheck/core'
import { jwtVerify } from 'jose'
import { makeSecret } from '../coatcheck/launch.ts'
import { openServerParts } from '../coatcheck/server-parts.ts'
import type { Sample } from '../measure/sample.ts'
import { versionOf } from '../peers/announcement.ts'
import { measureSelf, serveRounds } from '../process/worker.ts'
import { ISSUER } from '../verify/tokens.ts'
import { parseSigningLibrary, SIGNING_LIBRARIES, type Mint } from './signers.ts'

const [libraryName = '', databaseUrl = '', sessionToken = ''] = process.argv.slice(2)
const library = SIGNING_LIBRARIES[parseSigningLibrary(libraryName)]
const { packageName } = library
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const mint = await library.load(privateKey, await readSession())
await mustVerify(mint)
serveRounds({ name: `${packageName} ${versionOf(packageName)}` }, measure)

async function readSession() {
  const { store } = await openServerParts(databaseUrl, makeSecret())
  const parsed = parseOpaque('opaqueSession', sessionToken)
  const reading = parsed === null ? null : await store.sessions.find(parsed.id)
  await store.close()
  if (reading === null) throw new Error('there is no session to mint from')
  return reading
}

/** Mints for as long; waits only for what has to be waited for. */
function measure(seconds: number): Promise<Sample> {
  const endsAt = performance.now() + seconds * 1000
  return measureSelf(async () => {
    let operations = 0
    while (performance.now() < endsAt) {
      for (let i = 0; i < 100; i++) {
        const token = mint()
        if (typeof token !== 'string') await token
      }
      operations += 100
    }
    return operations
  })
}

async function mustVerify(mintOne: Mint): Promise<void> {
  const [one, other] = [await mintOne(), await mintOne()]
  if (one === other) throw new Error(`${packageName} minted the same token twice`)
  await jwtVerify(one, publicKey, { issuer: ISSUER, algorithms: ['ES256'], typ: 'session+jwt' })
}
