/** Measures one verifying library: `worker.ts <library> <pool file> <cold|repeated>`. */

import { readFileSync } from 'node:fs'
import type { Sample } from '../measure/sample.ts'
import { versionOf } from '../peers/announcement.ts'
import { measureSelf, serveRounds } from '../process/worker.ts'
import type { TokenPool } from './tokens.ts'
import { LIBRARIES, type OpenVerifier, parseLibraryName, type Verify, type VerifyMode } from './verifiers.ts'

const [libraryName = '', poolFile = '', modeName] = process.argv.slice(2)
const mode: VerifyMode = modeName === 'repeated' ? 'repeated' : 'cold'
const library = LIBRARIES[parseLibraryName(libraryName)]
// The pool's file was written by this folder's own code, minutes ago.
const pool = JSON.parse(readFileSync(poolFile, 'utf8')) as TokenPool
// As a header does, a token arrives as bytes and becomes a new string each time: no cache may know it by identity.
const [first = Buffer.alloc(0), ...tokens] = pool[library.tokens].map((token) => Buffer.from(token, 'latin1'))
const makeVerifier = await library.load(pool, mode)
await refuseForgery()

const version = versionOf(library.packageName)
const { variant } = library
const name = `${library.packageName} ${version}${variant === undefined ? '' : `, ${variant}`}`
serveRounds({ name }, mode === 'cold' ? measureCold : measureRepeated)

/** Passes over all tokens, each by a verifier that has seen only the first one, until the time is over. */
async function measureCold(seconds: number): Promise<Sample> {
  const passes: Sample[] = []
  const endsAt = performance.now() + seconds * 1000
  while (performance.now() < endsAt) {
    const { verify, close } = await openVerifier()
    await accept(verify, first)
    passes.push(
      await measureSelf(async () => {
        for (const token of tokens) await accept(verify, token)
        return tokens.length
      }),
    )
    close()
  }
  return {
    operations: sum(passes.map((pass) => pass.operations)),
    cpuMicroseconds: sum(passes.map((pass) => pass.cpuMicroseconds)),
    wallMicroseconds: sum(passes.map((pass) => pass.wallMicroseconds)),
  }
}

/** The first token, over and over. */
async function measureRepeated(seconds: number): Promise<Sample> {
  const { verify, close } = await openVerifier()
  await accept(verify, first)
  const endsAt = performance.now() + seconds * 1000
  const sample = await measureSelf(async () => {
    let operations = 0
    while (performance.now() < endsAt) {
      for (let i = 0; i < 100; i++) await accept(verify, first)
      operations += 100
    }
    return operations
  })
  close()
  return sample
}

async function openVerifier(): Promise<OpenVerifier> {
  const made = await makeVerifier()
  return typeof made === 'function' ? { verify: made, close: () => {} } : made
}

/** Waits only for what has to be waited for: synchronous libraries are measured as they are called. */
function accept(verify: Verify, token: Buffer): void | Promise<void> {
  const result = verify(token.toString('latin1'))
  return result instanceof Promise ? result.then(mustHold) : mustHold(result)
}

function mustHold(result: unknown): void {
  if (typeof result === 'object' && result !== null && 'ok' in result && result.ok !== true) {
    throw new Error(`${library.packageName} refused a good token: ${JSON.stringify(result)}`)
  }
}

/** A verifier that accepts a broken signature would win every race. */
async function refuseForgery(): Promise<void> {
  const { verify, close } = await openVerifier()
  const forged = Buffer.from(first)
  const middle = first.lastIndexOf('.') + 20
  forged[middle] = forged[middle] === 0x41 ? 0x42 : 0x41
  let accepted = true
  try {
    await accept(verify, forged)
  } catch {
    accepted = false
  }
  close()
  if (accepted) throw new Error(`${library.packageName} accepted a forged token`)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
