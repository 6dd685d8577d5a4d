import { expect, test } from 'vitest'
import { describeDatabase, readDatabase } from './database.ts'

test.each([
  [
    'postgres://ada:hunter2@one.example:5433,other.example/main',
    'Postgres, one.example:5433,other.example/main',
  ],
  ['postgres://ada:hunter2@one.example/main?sslmode=require', 'Postgres, one.example/main'],
  ['sqlite::memory:', 'in memory, gone with the process'],
  ['sqlite:./coatcheck.db', './coatcheck.db'],
])('%s is shown without its password', (text, shown) => {
  const database = readDatabase(text)
  expect(database === null ? null : describeDatabase(database)).toBe(shown)
})

test.each(['mysql://one/main', 'sqlite:', 'postgres://one,other', 'coatcheck.db'])(
  '%s names none',
  (text) => {
    expect(readDatabase(text)).toBeNull()
  },
)
