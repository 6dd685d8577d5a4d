/** A database with people in it, made once by the real server: every world begins with a copy. */

import { copyFileSync, existsSync, mkdtempSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { formatOpaque, newId } from '@coatcheck/core'
import { fakeClock, seededRandom } from '@coatcheck/core/testing'
import { type Coatcheck, createCoatcheck, loadSettings, type World } from '@coatcheck/server'
import { requestOf } from './messages.ts'

/** Where the server is, for everybody in every world. */
export const SERVER_URL = 'https://accounts.example.com'
/** How many people have an account. */
const PEOPLE = 24

/** Somebody with an account. */
export type Person = { readonly userId: string; readonly email: string; readonly password: string }

/** What worlds begin with. */
export type Prepared = {
  readonly people: readonly [Person, ...(readonly Person[])]
  readonly jwks: { readonly keys: readonly object[] }
  /** A folder with a database of its own, in memory where there is such a place. */
  readonly newFolder: () => string
}

const ADMIN_KEY = formatOpaque('adminKey', newId('key', 0, seededRandom(1)), seededRandom(2).bytes(32))
/** In earnest, passwords would be nearly all that the processor does. */
const PASSWORD_COST = { memoryCost: 8, timeCost: 1 }
const DATABASE = 'coatcheck.db'

/** Starts the real server on a folder, in a world. */
export async function startServer(
  folder: string,
  world: Partial<World>,
  settings: { readonly [variable: string]: string } = {},
): Promise<Coatcheck> {
  const variables = {
    COATCHECK_URL: SERVER_URL,
    COATCHECK_DATA_FOLDER: folder,
    COATCHECK_DATABASE_URL: `sqlite:${join(folder, DATABASE)}`,
    COATCHECK_SECRET: 'a secret of no use to anybody, in a world that is not there',
    COATCHECK_ADMIN_KEY: ADMIN_KEY,
    COATCHECK_LOG_LEVEL: 'silent',
    ...settings,
  }
  return await createCoatcheck(await loadSettings({}, variables, folder), {
    passwordCost: PASSWORD_COST,
    ...world,
  })
}

/** Asks a server as its administrator. */
export async function administer(
  { fetch }: Coatcheck,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const headers = new Headers({ authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' })
  const text = body === undefined ? null : JSON.stringify(body)
  const response = await fetch(
    requestOf({ method, url: `${SERVER_URL}/api/admin/${path}`, headers, body: text }),
  )
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.status === 204 ? null : ((await response.json()) as unknown)
}

let made: Promise<Prepared> | null = null

/** Makes it, at the first call. */
export function prepareServer(): Promise<Prepared> {
  return (made ??= prepare())
}

async function prepare(): Promise<Prepared> {
  const first = newFolder()
  const server = await startServer(first, {
    clock: fakeClock(Date.UTC(2026, 0, 4)),
    random: seededRandom(3),
  })
  const people: Person[] = []
  for (let i = 1; i <= PEOPLE; i++) {
    const account = { email: `person-${i}@example.com`, password: `what person ${i} remembers` }
    const { id } = (await administer(server, 'POST', 'users', account)) as { readonly id: string }
    people.push({ userId: id, ...account })
  }
  const url = `${SERVER_URL}/.well-known/jwks.json`
  const keys = await server.fetch(requestOf({ method: 'GET', url, headers: new Headers(), body: null }))
  const jwks = (await keys.json()) as Prepared['jwks']
  await server.close()
  rememberSteps(join(first, DATABASE))
  const [one, ...others] = people
  if (one === undefined) throw new Error('nobody')
  return {
    people: [one, ...others],
    jwks,
    newFolder: () => {
      const folder = newFolder()
      copyFileSync(join(first, DATABASE), join(folder, DATABASE))
      return folder
    },
  }
}

/** What a step of a refresh chain replaced, for standbys that have not heard of it yet. */
const STEP = `counter, step_key, step_secret, step_at, step_kind, previous_key, previous_key_unknown, refresh_tat,
  last_active_at`

function rememberSteps(path: string): void {
  const database = new DatabaseSync(path)
  database.exec(`
    CREATE TABLE simulated_steps AS SELECT id AS session_id, 0 AS taken_at, ${STEP} FROM sessions WHERE FALSE;
    CREATE INDEX simulated_steps_by_session ON simulated_steps (session_id, counter);
    CREATE TRIGGER simulated_step AFTER UPDATE OF counter ON sessions WHEN new.step_kind = 'refresh' BEGIN
      INSERT INTO simulated_steps SELECT old.id, new.step_at, ${STEP.replaceAll(/\w+/g, 'old.$&')};
      DELETE FROM simulated_steps WHERE session_id = old.id AND counter < old.counter - 2;
    END;
    CREATE TRIGGER simulated_proof AFTER UPDATE OF counter ON sessions WHEN new.step_kind <> 'refresh' BEGIN
      DELETE FROM simulated_steps WHERE session_id = old.id;
    END`)
  database.close()
}

/**
 * A standby takes over that lacks the last steps of refresh chains, three of each at most. All that must not be lost is
 * there: sign-ins, ends, proofs of who somebody is.
 *
 * @param sinceMs Steps taken since then may be missing.
 * @param isLost Whether a chain has lost any.
 * @returns How many chains have.
 */
export function loseSteps(folder: string, sinceMs: number, isLost: () => boolean): number {
  const database = new DatabaseSync(join(folder, DATABASE))
  const lost = database
    .prepare(
      `SELECT session_id AS id, min(simulated_steps.counter) AS counter FROM simulated_steps JOIN sessions ON id = session_id
       WHERE taken_at >= ? AND end_state IS NULL GROUP BY session_id ORDER BY session_id`,
    )
    .all(sinceMs)
    .filter(isLost)
  for (const { id = null, counter = null } of lost) {
    database
      .prepare(
        `UPDATE sessions SET (${STEP}) = (SELECT ${STEP} FROM simulated_steps
          WHERE session_id = sessions.id AND counter = ?) WHERE id = ?`,
      )
      .run(counter, id)
    database.prepare('DELETE FROM simulated_steps WHERE session_id = ?').run(id)
  }
  database.close()
  return lost.length
}

const MEMORY = '/dev/shm'
const ROOM_BYTES = 2 ** 28

/** In memory where there is room: a commit that waits for a disk is what a world would take most of its time for. */
function newFolder(): string {
  return mkdtempSync(join(hasRoom() ? MEMORY : tmpdir(), 'coatcheck-world-'))
}

function hasRoom(): boolean {
  if (!existsSync(MEMORY)) return false
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize >= ROOM_BYTES
}
