/** A lock that processes of one machine share: a file that one of them makes, and removes when it is done. */

import { randomUUID } from 'node:crypto'
import { link, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** How long a lock is left to an owner of whom nothing is known, in milliseconds of waiting: no clock takes part. */
const PATIENCE_MS = 30_000
const EVERY_MS = 25

/**
 * Takes the lock.
 *
 * That of a process that died is taken over at once, that of a process elsewhere after a while. Two that hold it for
 * that reason do no harm: both refresh with the key that stands in the file, and get the same.
 *
 * @returns Gives it back.
 */
export async function takeLock(path: string): Promise<() => Promise<void>> {
  const own = JSON.stringify({ host: hostname(), pid: process.pid, id: randomUUID() })
  await acquire(path, own)
  await sweep(path)
  return async () => {
    if ((await ownerOf(path)) === own) await rm(path, { force: true })
  }
}

async function acquire(path: string, own: string): Promise<void> {
  const draft = `${path}.${process.pid}.${randomUUID()}`
  await writeFile(draft, own, { mode: 0o600, flag: 'wx' })
  try {
    let [seen, sinceMs]: [string | null, number] = [null, performance.now()]
    // A link is made whole or not at all: nobody sees a lock without its owner.
    while (!(await linked(draft, path))) {
      const owner = await ownerOf(path)
      if (owner !== seen) [seen, sinceMs] = [owner, performance.now()]
      const isLeft = owner !== null && (isDead(owner) || performance.now() - sinceMs > PATIENCE_MS)
      if (isLeft) await takeAway(path, owner)
      else await wait(EVERY_MS)
    }
  } finally {
    await unlink(draft)
  }
}

/** Takes an owner's lock away, and puts it back if it has become another one's in between. */
async function takeAway(path: string, owner: string): Promise<void> {
  const aside = `${path}.${randomUUID()}.left`
  try {
    await rename(path, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  if ((await ownerOf(aside)) !== owner) await linked(aside, path)
  await rm(aside, { force: true })
}

/** Removes what processes that died had beside the lock. */
async function sweep(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`)) continue
    const file = join(dirname(path), name)
    const owner = await ownerOf(file)
    if (owner !== null && isDead(owner)) await rm(file, { force: true })
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function ownerOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

/** Whether the owner is known to be gone: a process of this machine that is not there. */
function isDead(owner: string): boolean {
  const named = /^\{"host":(".*"),"pid":(\d+),/.exec(owner)
  if (named?.[1] !== JSON.stringify(hostname())) return false
  try {
    process.kill(Number(named[2]), 0)
    return false
  } catch (error) {
    return codeOf(error) === 'ESRCH'
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
