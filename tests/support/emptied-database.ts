/** A database that is like new for each test: to make and drop one each time would take longer than most tests do. */

import { openPostgresStore } from '@coatcheck/server'
import type { seededRandom } from '@coatcheck/core/testing'
import pg from 'pg'
import type { RunningPostgres } from './postgres.ts'

/** A database with the schema, whose clock stands still, so that a suite can be exact about time. */
export type EmptiedDatabase = {
  readonly name: string
  /** Makes it like new again. */
  readonly empty: () => Promise<void>
  readonly passTime: (ms: number) => Promise<void>
  readonly close: () => Promise<void>
}

const KEEP_AS_NEW = `
  CREATE TABLE test_clock (now_ms BIGINT);
  INSERT INTO test_clock VALUES (1780000000000);
  CREATE OR REPLACE FUNCTION coatcheck_now() RETURNS BIGINT LANGUAGE SQL VOLATILE AS 'SELECT now_ms FROM test_clock';
  CREATE SCHEMA as_new;
  DO $$ DECLARE name TEXT; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
      EXECUTE format('CREATE TABLE as_new.%I AS TABLE public.%I', name, name);
    END LOOP;
  END $$`

const EMPTY = `
  DO $$ DECLARE name TEXT; has_rows BOOLEAN; BEGIN
    SET LOCAL session_replication_role = replica; -- in any order, whatever refers to whatever
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'as_new' LOOP
      EXECUTE format('DELETE FROM public.%I', name);
      EXECUTE format('SELECT EXISTS (SELECT FROM as_new.%I)', name) INTO has_rows;
      IF has_rows THEN EXECUTE format('INSERT INTO public.%I SELECT * FROM as_new.%I', name, name); END IF;
    END LOOP;
  END $$`

/** Makes it. */
export async function makeEmptiedDatabase(
  postgres: RunningPostgres,
  random: ReturnType<typeof seededRandom>,
): Promise<EmptiedDatabase> {
  const name = 'emptied'
  await postgres.run('postgres', `CREATE DATABASE ${name}`)
  const store = await openPostgresStore({ url: postgres.url(name), random })
  await store.close()
  await postgres.run(name, KEEP_AS_NEW)
  const client = new pg.Client({ connectionString: postgres.url(name) })
  await client.connect()
  return {
    name,
    empty: async () => {
      await client.query(EMPTY)
    },
    passTime: async (ms) => {
      await client.query('UPDATE test_clock SET now_ms = now_ms + $1', [ms])
    },
    close: () => client.end(),
  }
}
