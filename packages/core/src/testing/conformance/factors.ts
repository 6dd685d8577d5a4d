/** Conformance of the factor port: codes that count once, sets that are replaced, what goes with a user. */

import type { Passkey } from '../../factor/factor.ts'
import type { RecoverySet } from '../../factor/factor-store.ts'
import { type FactorId, newId, type UserId } from '../../id/id.ts'
import {
  type ConformanceRunner,
  CONTEXT,
  onStore,
  race,
  RACERS,
  same,
  type Subject,
  tally,
} from './harness.ts'

const SEED = Uint8Array.of(1, 2, 3)

/** The suite. */
export function factorConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)
  const id = (): FactorId => newId('fac', 1_780_000_000_000, runner.random)
  const codes = (subject: Subject, first = 100): RecoverySet => ({
    id: id(),
    hashes: Array.from({ length: 10 }, (_, n) => subject.hash(first + n)),
  })

  async function totp(subject: Subject, userId: UserId, step = 1_000): Promise<FactorId> {
    const { factors } = subject.store
    const enrolled = { id: id(), userId, sealedSeed: SEED, name: null }
    same(await factors.enrollTotp(enrolled, CONTEXT), true, 'the enrolment')
    const activated = await factors.activateTotp({ id: enrolled.id, userId, step }, codes(subject), CONTEXT)
    same(activated.outcome, 'activated', 'the activation')
    return enrolled.id
  }

  function passkeyOf(userId: UserId, credentialId: string): Passkey & { readonly name: string | null } {
    const publicKey = Uint8Array.of(4, 5)
    return {
      id: id(),
      userId,
      credentialId,
      publicKey,
      signCount: 0,
      transports: ['internal'],
      name: 'Phone',
    }
  }

  runner.describe('an authenticator app', () => {
    on('counts for nothing until its first code, which one of many uses', async (subject) => {
      const { factors } = subject.store
      const { id: userId } = await subject.user()
      const enrolling = { id: id(), userId, sealedSeed: SEED, name: 'Phone' }
      await factors.enrollTotp(enrolling, CONTEXT)
      same(await factors.findTotp(userId, null), null, 'the seed before')
      same(await factors.findTotp(userId, enrolling.id), { id: enrolling.id, sealedSeed: SEED }, 'by its id')
      same(await factors.useTotp({ id: enrolling.id, step: 5 }, CONTEXT), false, 'a use before')
      const activated = await race(() =>
        factors.activateTotp({ id: enrolling.id, userId, step: 7 }, codes(subject), CONTEXT),
      )
      same(
        tally(activated.map(({ outcome }) => outcome)),
        { activated: 1, unmatched: RACERS - 1 },
        'the activations',
      )
      same(await factors.findTotp(userId, enrolling.id), null, 'what is being set up after')
      same((await factors.findTotp(userId, null))?.id, enrolling.id, 'the seed after')
      const listed = await factors.list(userId)
      same(
        listed.map(({ kind, name, codesLeft }) => `${kind} ${name} ${codesLeft}`).toSorted(),
        ['recovery null 10', 'totp Phone null'],
        'the factors',
      )
    })

    on('takes each step once, of many at a time, and none that is older', async (subject) => {
      const { id: userId } = await subject.user()
      const factor = await totp(subject, userId, 1_000)
      const use = (step: number) => subject.store.factors.useTotp({ id: factor, step }, CONTEXT)
      same(await use(1_000), false, 'the step that activated it')
      same((await race(() => use(1_001))).filter(Boolean).length, 1, 'how many used one step')
      same([await use(1_000), await use(999), await use(1_002)], [false, false, true], 'others')
      same((await subject.told(userId)).filter((type) => type === 'factor.used').length, 2, 'what was told')
    })

    on('gives way to the next one, and recovery codes stay', async (subject) => {
      const { factors } = subject.store
      const { id: userId } = await subject.user()
      const first = await totp(subject, userId)
      const before = (await factors.list(userId)).find(({ kind }) => kind === 'recovery')?.id
      const second = await totp(subject, userId)
      const after = await factors.list(userId)
      same(
        after.filter(({ kind }) => kind === 'totp').map((factor) => factor.id),
        [second],
        'the apps',
      )
      same(after.find(({ kind }) => kind === 'recovery')?.id, before, 'the recovery codes')
      same(await factors.useTotp({ id: first, step: 5_000 }, CONTEXT), false, 'the old one')
    })

    on('is set up and activated by its own user only', async (subject) => {
      const { factors } = subject.store
      const [ada, grace] = [await subject.user(), await subject.user()]
      const enrolled = { id: id(), userId: ada.id, sealedSeed: SEED, name: null }
      await factors.enrollTotp(enrolled, CONTEXT)
      same(await factors.findTotp(grace.id, enrolled.id), null, 'its seed for somebody else')
      const stolen = { id: enrolled.id, userId: grace.id, step: 1 }
      same(
        await factors.activateTotp(stolen, codes(subject), CONTEXT),
        { outcome: 'unmatched' },
        'the outcome',
      )
      same(await factors.remove(grace.id, enrolled.id, CONTEXT), null, 'its removal')
    })
  })

  runner.describe('recovery codes', () => {
    on('work once each, for one of many, and are counted down', async (subject) => {
      const { factors } = subject.store
      const { id: userId } = await subject.user()
      await totp(subject, userId)
      const use = (hash: number) =>
        factors.useRecoveryCode(userId, [subject.hash(99), subject.hash(hash)], CONTEXT)
      same((await race(() => use(103))).filter(Boolean).length, 1, 'how many used one code')
      same([await use(103), await use(104), await use(110)], [false, true, false], 'others')
      const left = (await factors.list(userId)).find(({ kind }) => kind === 'recovery')
      same(left?.codesLeft, 8, 'what is left')
      const stranger = await subject.user()
      same(await factors.useRecoveryCode(stranger.id, [subject.hash(105)], CONTEXT), false, 'somebody else')
    })

    on('are replaced as a set, and only for who has another factor', async (subject) => {
      const { factors } = subject.store
      const { id: userId } = await subject.user()
      same(await factors.replaceRecoveryCodes(userId, codes(subject), CONTEXT), null, 'without a factor')
      await totp(subject, userId)
      const replaced = await factors.replaceRecoveryCodes(userId, codes(subject, 200), CONTEXT)
      same(replaced?.codesLeft, 10, 'the new set')
      same(await factors.useRecoveryCode(userId, [subject.hash(101)], CONTEXT), false, 'an old code')
      same(await factors.useRecoveryCode(userId, [subject.hash(201)], CONTEXT), true, 'a new code')
    })

    on('go with the last factor that sign-ins ask for', async (subject) => {
      const { factors } = subject.store
      const { id: userId } = await subject.user()
      const app = await totp(subject, userId)
      const passkey = passkeyOf(userId, 'credential-1')
      await factors.addPasskey(passkey, codes(subject), CONTEXT)
      const removed = await race(() => factors.remove(userId, app, CONTEXT))
      same(
        removed.flatMap((one) => one?.kind ?? []),
        ['totp'],
        'what was removed, once',
      )
      same((await factors.list(userId)).map(({ kind }) => kind).toSorted(), ['passkey', 'recovery'], 'left')
      await factors.remove(userId, passkey.id, CONTEXT)
      same(await factors.list(userId), [], 'left in the end')
    })
  })

  runner.describe('a passkey', () => {
    on('is registered once, to one user, and found by its credential', async (subject) => {
      const { factors } = subject.store
      const [ada, grace] = [await subject.user(), await subject.user()]
      const passkey = passkeyOf(ada.id, 'credential-1')
      const added = await race((index) =>
        factors.addPasskey(
          { ...passkey, id: id(), userId: index % 2 === 0 ? ada.id : grace.id },
          codes(subject),
          CONTEXT,
        ),
      )
      same(tally(added.map(({ outcome }) => outcome)), { activated: 1, taken: RACERS - 1 }, 'the outcomes')
      const found = await factors.findPasskey('credential-1')
      same(found?.transports, ['internal'], 'its transports')
      same(await factors.passkeys(found?.userId ?? ada.id), [found], 'those of its user')
      same(await factors.findPasskey('credential-2'), null, 'another')
    })

    on('is used while its count rises, or does not count at all', async (subject) => {
      const { factors } = subject.store
      const { id: userId } = await subject.user()
      const passkey = passkeyOf(userId, 'credential-1')
      await factors.addPasskey(passkey, codes(subject), CONTEXT)
      const use = (signCount: number) => factors.usePasskey({ id: passkey.id, signCount }, CONTEXT)
      same([await use(0), await use(0)], [true, true], 'one that does not count')
      same(
        [await use(5), await use(5), await use(4), await use(0)],
        [true, false, false, false],
        'one that does',
      )
    })

    on('is one of at most twenty', async (subject) => {
      const { factors } = subject.store
      const { id: userId } = await subject.user()
      const added = await race((index) =>
        factors.addPasskey(passkeyOf(userId, `credential-${index}`), codes(subject), CONTEXT),
      )
      same(
        tally(added.map(({ outcome }) => outcome)),
        { activated: 20, 'too-many': RACERS - 20 },
        'the outcomes',
      )
      same(added.filter((one) => 'keptRecovery' in one && one.keptRecovery).length, 1, 'recovery sets')
    })
  })

  runner.describe('second factors', () => {
    on('go with their user, and nobody who is gone gets one', async (subject) => {
      const { factors, users } = subject.store
      const { id: userId } = await subject.user()
      await totp(subject, userId)
      await factors.addPasskey(passkeyOf(userId, 'credential-1'), codes(subject), CONTEXT)
      await users.delete(userId, CONTEXT)
      same(await factors.list(userId), [], 'the factors')
      same(await factors.findPasskey('credential-1'), null, 'the passkey')
      const enrolled = { id: id(), userId, sealedSeed: SEED, name: null }
      same(await factors.enrollTotp(enrolled, CONTEXT), false, 'an enrolment')
    })
  })
}
