/** Conformance of templates and of the detached tokens made by them. */

import { newId, type UserId } from '../../id/id.ts'
import type { LogEntry } from '../../log/log.ts'
import type { NewTemplate } from '../../template/template-store.ts'
import type { NewIssuedToken } from '../../token/issued-token.ts'
import { encodeBase64url } from '../../encoding/base64url.ts'
import type { User } from '../../user/user.ts'
import {
  type ConformanceRunner,
  CONTEXT,
  EVERYWHERE,
  onStore,
  race,
  RACERS,
  same,
  type Subject,
  tally,
} from './harness.ts'

/** The suite. */
export function templateConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)

  function newTemplate(more: Partial<NewTemplate> = {}): NewTemplate {
    return {
      id: newId('tmpl', 1_780_000_000_000, runner.random),
      name: 'hasura',
      text: '{ "a": "ß 🎟️" }',
      lifetimeSeconds: 315_360_000,
      clockSkewSeconds: 5,
      algorithm: 'HS256',
      sealedSecret: Uint8Array.of(1, 2, 255),
      detached: true,
      dangerouslyAllowUserControlledClaims: true,
      ...more,
    }
  }

  /** Kind and id of every entry of the log. */
  async function logged({ store }: Subject): Promise<readonly string[]> {
    return (await store.log.after(0, 1_000)).map(({ kind, id }: LogEntry) => `${kind} ${id}`)
  }

  runner.describe('templates', () => {
    on('of one name are one, and change and go with an event and an entry each', async (subject) => {
      const { templates, events } = subject.store
      const all = Array.from({ length: RACERS }, () => newTemplate())
      const outcomes = await race((index) => templates.create(all[index] ?? newTemplate(), CONTEXT))
      same(tally(outcomes), { created: 1, 'name-taken': RACERS - 1 }, 'the outcomes')
      const written = all[outcomes.indexOf('created')] ?? newTemplate()
      const found = await templates.find(written.id)
      if (found === null) throw new Error('the template is not there')
      const { version, createdAtMs, updatedAtMs, ...rest } = found
      same(rest, written, 'what was written')
      same([version, createdAtMs], [1, updatedAtMs], 'its version and times')
      same(await templates.findByName('hasura'), found, 'by its name')
      same(await templates.findByName('Hasura'), null, 'by another name')
      await subject.passTime(1_000)
      const change = {
        ...found,
        text: '{}',
        algorithm: 'RS256',
        sealedSecret: null,
        detached: false,
      } as const
      const changed = await templates.update(change, CONTEXT)
      same(changed, { ...change, version: 2, updatedAtMs: updatedAtMs + 1_000 }, 'the changed one')
      same(await templates.list(), [changed], 'the list')
      const deleted = await race(() => templates.delete(found.id, CONTEXT))
      same(deleted.filter(Boolean).length, 1, 'how many deleted it')
      same([await templates.find(found.id), await templates.list()], [null, []], 'what is left')
      const filter = { userId: null, sessionId: null, type: null }
      const { data } = await events.list(filter, { limit: 10, cursor: null })
      same(
        data.map(({ type }) => type),
        ['template.deleted', 'template.updated', 'template.created'],
        'the events',
      )
      same(
        await logged(subject),
        Array.from({ length: 3 }, () => 'policy template'),
        'the log',
      )
    })

    on('are changed by one of those who read the same version', async (subject) => {
      const { templates } = subject.store
      const template = newTemplate()
      await templates.create(template, CONTEXT)
      const outcomes = await race((index) =>
        templates.update({ ...template, version: 1, text: `{ "n": ${index} }` }, CONTEXT),
      )
      same(outcomes.filter((outcome) => outcome !== null).length, 1, 'the winners')
      same((await templates.find(template.id))?.version, 2, 'the version')
      same((await logged(subject)).length, 2, 'the log')
    })

    on('come by name, in the order of bytes', async (subject) => {
      for (const name of ['b', 'a_b', 'a-b', 'a1'])
        await subject.store.templates.create(newTemplate({ name }), CONTEXT)
      const names = (await subject.store.templates.list()).map(({ name }) => name)
      same(names, ['a-b', 'a1', 'a_b', 'b'], 'the names')
    })
  })

  runner.describe('a detached token', () => {
    let made = 0
    async function newToken({ store }: Subject, user: User): Promise<NewIssuedToken> {
      const jti = encodeBase64url(Uint8Array.of(made++, ...runner.random.bytes(15)))
      const untilMs = (await store.nowMs()) + 10_000
      return { jti, userId: user.id, template: 'hasura', untilMs, epoch: user.epoch }
    }

    on('is recorded, revoked once, and forgotten when it has expired', async (subject) => {
      const { issuedTokens } = subject.store
      const user = await subject.user()
      const token = await newToken(subject, user)
      const recorded = await issuedTokens.record(token, CONTEXT)
      await subject.passTime(1_000)
      const another = await newToken(subject, user)
      same(
        [recorded, await issuedTokens.record(another, CONTEXT)],
        [true, true],
        'whether they were recorded',
      )
      const revoked = await race(() => issuedTokens.revoke(token.jti, CONTEXT))
      same(revoked.filter(Boolean).length, 1, 'how many revoked it')
      same(await issuedTokens.revoke('unknown', CONTEXT), false, 'an unknown one')
      const nowMs = await subject.store.nowMs()
      const { epoch: _, ...kept } = token
      const { epoch: __, ...keptToo } = another
      same(
        await issuedTokens.list(user.id),
        [
          { ...keptToo, issuedAtMs: nowMs, revokedAtMs: null },
          { ...kept, issuedAtMs: nowMs - 1_000, revokedAtMs: nowMs },
        ],
        'the list',
      )
      same(await logged(subject), [`jti ${token.jti}`], 'the log')
      same((await subject.store.log.after(0, 1))[0]?.untilMs, token.untilMs, 'until when it is told')
      same(
        await subject.told(user.id),
        ['token.revoked', 'token.issued', 'token.issued', 'user.created'],
        'the events',
      )
      await subject.passTime(9_500)
      same((await issuedTokens.list(user.id)).length, 1, 'what has not expired')
      same([await issuedTokens.sweep(9), await issuedTokens.sweep(9)], [1, 0], 'what was forgotten')
      await subject.passTime(1_000)
      same(await issuedTokens.revoke(another.jti, CONTEXT), false, 'one that has expired')
    })

    on('is made for nobody who was disabled or signed out since', async (subject) => {
      const { issuedTokens, users } = subject.store
      const user = await subject.user()
      const stranger = await newToken(subject, {
        ...user,
        id: newId('user', 1_780_000_000_000, runner.random) satisfies UserId,
      })
      same(await issuedTokens.record(stranger, CONTEXT), false, 'of a stranger')
      await users.signOutEverywhere(user.id, EVERYWHERE, CONTEXT)
      same(await issuedTokens.record(await newToken(subject, user), CONTEXT), false, 'of a former epoch')
      await users.setDisabled(user.id, true, CONTEXT)
      const disabled = await users.find(user.id)
      if (disabled === null) throw new Error('the user is not there')
      same(await issuedTokens.record(await newToken(subject, disabled), CONTEXT), false, 'of a disabled user')
      same(await issuedTokens.list(user.id), [], 'the list')
    })

    on('ends when its user is signed out everywhere, however many are made meanwhile', async (subject) => {
      const { issuedTokens, users } = subject.store
      const user = await subject.user()
      const tokens = await Promise.all(Array.from({ length: RACERS }, () => newToken(subject, user)))
      const outcomes = await race<unknown>((index) => {
        const token = tokens[index]
        if (index === RACERS / 2) return users.signOutEverywhere(user.id, EVERYWHERE, CONTEXT)
        if (token === undefined) throw new Error('a token is not there')
        return issuedTokens.record(token, CONTEXT)
      })
      const all = await issuedTokens.list(user.id)
      same(all.length, outcomes.filter((outcome) => outcome === true).length, 'how many were recorded')
      same(
        all.filter(({ revokedAtMs }) => revokedAtMs === null),
        [],
        'those that live on',
      )
      const entries = (await logged(subject)).filter((entry) => entry.startsWith('jti '))
      same(entries.toSorted(), all.map(({ jti }) => `jti ${jti}`).toSorted(), 'the log')
    })
  })
}
