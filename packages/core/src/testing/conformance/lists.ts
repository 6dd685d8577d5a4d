/** Conformance of lists: every row once, whatever is added meanwhile, and only the rows asked for. */

import { newId } from '../../id/id.ts'
import { type Page, type PageRequest, readAllPages } from '../../pagination.ts'
import type { NewUser } from '../../user/user-store.ts'
import { type ConformanceRunner, CONTEXT, onStore, same, type Subject } from './harness.ts'

const EVERYBODY = { query: null, email: null, externalId: null }

/** Reads a list in pages of three; `between` runs after each page. */
async function inPages<T>(
  read: (page: PageRequest) => Promise<Page<T>>,
  between: () => Promise<unknown>,
): Promise<readonly T[]> {
  const rows: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = await read({ limit: 3, cursor })
    rows.push(...page.data)
    cursor = page.nextCursor
    await between()
  } while (cursor !== null)
  return rows
}

/** The suite. */
export function listConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  /** Ids of the kind, each later than the one before. */
  function later<P extends 'user' | 'sess'>(prefix: P): () => ReturnType<typeof newId<P>> {
    let ms = 1_780_000_000_000
    return () => newId(prefix, ms++, runner.random)
  }

  runner.describe('a list', () => {
    on('of sessions gives each one once, newest first, while more are opened', async (subject) => {
      const user = await subject.user()
      const stranger = await subject.user()
      const id = later('sess')
      const open = (whose = user) => subject.open(whose, { id: id() })
      const ids: string[] = []
      for (let index = 0; index < 10; index++) {
        ids.unshift((await open()).session.id)
        await open(stranger)
      }
      const filter = { userId: user.id, status: null }
      const read = (page: PageRequest) => subject.store.sessions.list(filter, page)
      const rows = await inPages(read, () => open())
      same(
        rows.map(({ session }) => session.id),
        ids,
        'the sessions',
      )
      same((await readAllPages(read)).length, 14, 'all of them afterwards')
      same(
        (await read({ limit: 14, cursor: null })).nextCursor,
        null,
        'the cursor of a last page that is full',
      )
      same((await read({ limit: 2, cursor: 'no-such-cursor' })).data.length, 2, 'an unknown cursor')
    })

    on('of sessions tells the living from the others by the store’s clock', async (subject) => {
      const user = await subject.user()
      const [first, second] = [await subject.open(user), await subject.open(user)]
      const ended = async () => {
        const filter = { userId: user.id, status: 'ended' } as const
        const { data } = await subject.store.sessions.list(filter, { limit: 10, cursor: null })
        return data.map(({ session }) => session.id)
      }
      const ending = { state: 'ended', reason: 'signed_out' } as const
      await subject.store.sessions.end({ by: 'id', id: first.session.id }, ending, CONTEXT)
      same(await ended(), [first.session.id], 'what has ended')
      same(
        (await subject.living(user.id)).map(({ session }) => session.id),
        [second.session.id],
        'what lives',
      )
      await subject.passTime(65_000)
      same((await ended()).length, 2, 'what has ended after the idle limit')
      same(await subject.living(user.id), [], 'what lives after the idle limit')
    })

    on('of users gives each one once, newest first, while more come', async (subject) => {
      const id = later('user')
      const create = () => subject.user({ id: id() })
      const ids: string[] = []
      for (let index = 0; index < 10; index++) ids.unshift((await create()).id)
      const read = (page: PageRequest) => subject.store.users.list(EVERYBODY, page)
      same(
        (await inPages(read, create)).map((user) => user.id),
        ids,
        'the users',
      )
      same((await read({ limit: 2, cursor: 'no-such-cursor' })).data.length, 2, 'an unknown cursor')
    })

    on('of users finds by a part of a name, taken literally', async (subject) => {
      const names: Partial<NewUser>[] = [
        { lastName: '100%' },
        { lastName: '1000' },
        { username: 'under_score' },
      ]
      for (const more of names) await subject.user({ firstName: null, ...more })
      const found = async (query: string) => {
        const { data } = await subject.store.users.list({ ...EVERYBODY, query }, { limit: 10, cursor: null })
        return data.map(({ lastName, username }) => lastName ?? username)
      }
      same(await found('00%'), ['100%'], 'a percent sign')
      same(await found('UNDER_'), ['under_score'], 'an underscore, in capitals')
      same(await found('rxs'), [], 'nobody')
    })

    on('of events gives each one once, newest first, by what they are about', async (subject) => {
      const user = await subject.user()
      for (let index = 0; index < 7; index++) await subject.open(user)
      const filter = { userId: user.id, sessionId: null, type: 'session.created' } as const
      const read = (page: PageRequest) => subject.store.events.list(filter, page)
      const rows = await inPages(read, () => subject.open(user))
      const expected = (await readAllPages(read)).slice(-7)
      same(rows, expected, 'the events')
      same(new Set(rows.map(({ id }) => id)).size, 7, 'how many')
    })
  })
}
