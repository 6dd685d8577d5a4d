/**
 * Fills stores with many more sessions than sign-ins could make in a reasonable time: rows and records like those of
 * seeded sessions, under ids of their own. Nobody holds their credentials.
 */

import { execFileSync } from 'node:child_process'
import { DatabaseSync } from 'node:sqlite'
import type { Postgres } from '../peers/postgres.ts'

const SESSIONS_PER_USER = 10
const BATCH = 200_000

/** Numbers become ids by a multiplication, which spreads them over the whole range. An id ends as its client's does. */
const SPREAD = 387_420_489
const RANGE = 2 ** 31
/** Has the version and the variant of a UUIDv7 in their places. */
const FILLING = '00e008000000000'

/** The id of a session that only fills. */
export function fillerId(number: number): string {
  const spread = ((number * SPREAD) % RANGE).toString(16).padStart(8, '0')
  return `sess_${spread}${FILLING}${spread.slice(0, 3)}`
}

/** Fills a database of Postgres. @returns Bytes per session, with its client, its tenth of a user, and all indexes. */
export function growPostgres(postgres: Postgres, name: string, sessions: number): number {
  const run = (sql: string): string => postgres.run(name, sql)
  const sizeOf = (): number =>
    Number(
      run(
        `SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname IN ('sessions', 'clients', 'users')`,
      ),
    )
  const columnsOf = (table: string): string[] =>
    run(`SELECT column_name FROM information_schema.columns
      WHERE table_name = '${table}' AND is_generated = 'NEVER' ORDER BY ordinal_position`).split('\n')
  const before = sizeOf()
  const id = (prefix: string, number: string): string => {
    const spread = `lpad(to_hex((${number})::BIGINT * ${SPREAD} % ${RANGE}), 8, '0')`
    return `'${prefix}_' || ${spread} || '${FILLING}' || substr(${spread}, 1, 3)`
  }
  const user = '(n / 10)'
  for (let from = 0; from < sessions; from += BATCH) {
    const to = Math.min(from + BATCH, sessions) - 1
    run(
      copyRows(
        'users',
        columnsOf('users'),
        { id: id('user', 'n'), email: `'filler-' || n || '@example.com'` },
        [from / SESSIONS_PER_USER, Math.floor(to / SESSIONS_PER_USER)],
      ),
    )
    run(copyRows('clients', columnsOf('clients'), { id: id('client', 'n') }, [from, to]))
    run(
      copyRows(
        'sessions',
        columnsOf('sessions'),
        { id: id('sess', 'n'), user_id: id('user', user), client_id: id('client', 'n') },
        [from, to],
      ),
    )
  }
  run('VACUUM ANALYZE')
  return (sizeOf() - before) / sessions
}

function copyRows(
  table: string,
  columns: readonly string[],
  others: Readonly<Record<string, string>>,
  [from, to]: readonly [number, number],
): string {
  const values = columns.map((column) => others[column] ?? `one.${column}`)
  return `INSERT INTO ${table} (${columns.join(', ')})
    SELECT ${values.join(', ')} FROM generate_series(${from}, ${to}) AS n, (SELECT * FROM ${table} LIMIT 1) AS one`
}

/** Fills an SQLite file that no server has open. @returns Bytes per session, with all that belongs to it. */
export function growSqlite(path: string, sessions: number): number {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000')
  const sizeOf = (): number =>
    Number(
      database
        .prepare('SELECT page_count * page_size AS size FROM pragma_page_count, pragma_page_size')
        .get()?.['size'],
    )
  const columnsOf = (table: string): string[] =>
    database
      .prepare(`SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0`)
      .all(table)
      .map((row) => String(row['name']))
  const before = sizeOf()
  // A multiplication modulo 2^64 spreads numbers over the whole range of ids.
  const id = (prefix: string, number: string): string =>
    `'${prefix}_' || printf('%016x', (${number}) * 7046029254386353131) || '0123456789'`
  const fill = (table: string, others: Readonly<Record<string, string>>, count: number): void => {
    const columns = columnsOf(table)
    const values = columns.map((column) => others[column] ?? `one.${column}`)
    database.exec(`WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count - 1})
      INSERT INTO ${table} (${columns.join(', ')})
      SELECT ${values.join(', ')} FROM numbers, (SELECT * FROM ${table} LIMIT 1) AS one`)
  }
  fill('users', { id: id('user', 'n'), email: `'filler-' || n || '@example.com'` }, Math.ceil(sessions / 10))
  fill('clients', { id: id('client', 'n') }, sessions)
  fill(
    'sessions',
    { id: id('sess', 'n'), user_id: id('user', 'n / 10'), client_id: id('client', 'n') },
    sessions,
  )
  const bytes = (sizeOf() - before) / sessions
  database.close()
  return bytes
}

/** Fills Redis with copies of the records that are there. @returns Bytes per session. */
export function growRedis(port: number, sessions: number): number {
  const run = (...command: string[]): string =>
    execFileSync('redis-cli', ['-p', String(port), ...command], { encoding: 'utf8' }).trim()
  const memory = (): number => Number(/^used_memory:(\d+)/m.exec(run('INFO', 'memory'))?.[1])
  const find = `return redis.call('SCAN', 0, 'MATCH', 'coatcheck:*:sess_*', 'COUNT', 10000)[2][1] or ''`
  const example = run('EVAL', find, '0')
  if (example === '' || example.endsWith(':gate')) throw new Error('there is no session in Redis to copy')
  const before = memory()
  const script = `local text = redis.call('DUMP', KEYS[1])
    for n = tonumber(ARGV[1]), tonumber(ARGV[2]) do
      local spread = string.format('%08x', n * ${SPREAD} % ${RANGE})
      local tag = string.sub(spread, 1, 3)
      redis.call('RESTORE', 'coatcheck:{' .. tag .. '}:sess_' .. spread .. '${FILLING}' .. tag, 604800000, text)
    end`
  for (let from = 0; from < sessions; from += BATCH) {
    run('EVAL', script, '1', example, String(from), String(Math.min(from + BATCH, sessions) - 1))
  }
  return (memory() - before) / sessions
}
