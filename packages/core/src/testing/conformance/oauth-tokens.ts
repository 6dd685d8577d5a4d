/** Conformance of what the token endpoint asks of a store: codes that are used up, tokens that are given back. */

import { draftEvent } from '../../event/event.ts'
import { newId } from '../../id/id.ts'
import { codeKey } from '../../oauth/authorization-code.ts'
import {
  type ConformanceRunner,
  CONTEXT,
  entriesBehind,
  onStore,
  race,
  RACERS,
  same,
  type Subject,
  tally,
} from './harness.ts'
import { newOAuthClient, oauthClient } from './oauth-subject.ts'

/** The suite. */
export function oauthTokenConformance(runner: ConformanceRunner): void {
  const on = (name: string, body: (subject: Subject) => Promise<void>): void => onStore(runner, name, body)
  const newKey = (): string => codeKey(newId('tkt', 1_780_000_000_000, runner.random))

  runner.describe('the key of a code', () => {
    on('that was spent opens nothing', async (subject) => {
      const { authorizationCodes, sessions } = subject.store
      const untilMs = (await subject.store.nowMs()) + 60_000
      const key = newKey()
      same(await authorizationCodes.spend(key, untilMs), null, 'what it opened before')
      const user = await subject.user()
      const input = subject.openInput(user, { once: { key, keyHash: null, untilMs } })
      same(await sessions.open(input), { outcome: 'used', sessionId: null, keyHash: null }, 'the outcome')
      same(await authorizationCodes.spend(key, untilMs), null, 'what it opened')
    })

    on('that opened something says what, however often it is spent', async (subject) => {
      const { authorizationCodes } = subject.store
      const untilMs = (await subject.store.nowMs()) + 60_000
      const key = newKey()
      const { session } = await subject.open(await subject.user(), { once: { key, keyHash: null, untilMs } })
      same(await authorizationCodes.spend(key, untilMs), session.id, 'what it opened')
      same(await authorizationCodes.spend(key, untilMs), session.id, 'what it opened')
    })

    on('is spent or opens: of many at once, whoever spends knows what was opened', async (subject) => {
      const { authorizationCodes, sessions } = subject.store
      const untilMs = (await subject.store.nowMs()) + 60_000
      const user = await subject.user()
      const key = newKey()
      const outcomes = await race(async (index) =>
        index % 2 === 0
          ? `spent ${(await authorizationCodes.spend(key, untilMs)) === null ? 'first' : 'later'}`
          : (await sessions.open(subject.openInput(user, { once: { key, keyHash: null, untilMs } }))).outcome,
      )
      const { opened = 0, used = 0, ...spent } = tally(outcomes)
      same(opened + used, RACERS / 2, 'how many opened or found it used')
      same(opened <= 1, true, 'whether one opened it at most')
      if (opened === 0) same(spent, { 'spent first': RACERS / 2 }, 'what those found who spent it')
      const now = await authorizationCodes.spend(key, untilMs)
      same(now === null, opened === 0, 'whether nothing was opened')
    })
  })

  on('what enabled clients sign with is told once each', async (subject) => {
    const { oauthClients } = subject.store
    await oauthClients.create(newOAuthClient(runner), CONTEXT)
    await oauthClients.create(newOAuthClient(runner), CONTEXT)
    await oauthClients.create(newOAuthClient(runner, { algorithm: 'EdDSA' }), CONTEXT)
    const disabled = await oauthClient(runner, subject, { algorithm: 'RS256' })
    await oauthClients.setState(disabled, 'disabled', CONTEXT)
    same((await oauthClients.algorithms()).map(String).toSorted(), ['EdDSA', 'null'], 'the algorithms')
  })

  on('a token that is not kept is revoked by telling of it', async (subject) => {
    const { issuedTokens, log } = subject.store
    const head = await log.head()
    const untilMs = (await subject.store.nowMs()) + 60_000
    const told = draftEvent(CONTEXT, 'token.revoked', { details: { jti: 'jti-1' } })
    await issuedTokens.revokeUnrecorded({ jti: 'jti-1', untilMs }, told)
    same(await entriesBehind(subject, head), [['jti', 'jti-1']], 'the entries')
  })
}
