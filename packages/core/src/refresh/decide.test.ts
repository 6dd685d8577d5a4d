/** The rule of rotation, row by row as the design lists it, and what holds for every input. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { idFromBytes } from '../id/id.ts'
import type { RefreshChain, RefreshStep, Session } from '../session/session.ts'
import type { UserStanding } from '../user/user.ts'
import { decideRefresh, MAX_ROLLBACK_STEPS, type RefreshAttempt, RETRY_WINDOW_MS } from './decide.ts'

const NOW = 1_000_000_000
const SALT = Uint8Array.of(7)
const OWN = Uint8Array.of(1)
const OTHER = Uint8Array.of(2)
const DEVICE = { thumbprint: 'device', nonExtractable: true }

const STEP: RefreshStep = { keyHash: OWN, secretVersion: 1, atMs: NOW, kind: 'refresh' }
const CHAIN: RefreshChain = {
  counter: 5,
  salt: SALT,
  keyed: true,
  dpop: null,
  lastStep: STEP,
  previousKeyHash: OTHER,
}
const SESSION: Omit<Session, 'chain'> = {
  id: idFromBytes('sess', new Uint8Array(16)),
  userId: idFromBytes('user', new Uint8Array(16)),
  clientId: idFromBytes('client', new Uint8Array(16)),
  transport: 'token',
  createdAtMs: 0,
  lastActiveAtMs: NOW,
  end: null,
  epoch: 3,
  limits: {
    idleMs: null,
    activitySlackMs: 5_000,
    absoluteExpiresAtMs: NOW + 1,
    tokenLifetimeMs: 60_000,
    tokenMaxLifetimeMs: 60_000,
  },
  factors: { firstAtMs: 0, secondAtMs: null },
  activeOrganizationId: null,
  needsSecondFactor: false,
  neededSecondFactor: false,
  factorsBefore: { firstAtMs: 0, secondAtMs: null },
  opaqueHash: null,
  tokensUntilMs: null,
  rememberMe: true,
  device: { address: null, userAgent: null },
  actor: null,
  authorizedParty: 'app',
  method: null,
  oauth: null,
}
const ENABLED: UserStanding = { state: 'enabled', epoch: 3 }

type Given = {
  /** How many steps the presented token is behind. */
  readonly d: number
  readonly attempt?: Partial<RefreshAttempt>
  readonly chain?: Partial<RefreshChain>
  readonly step?: Partial<RefreshStep>
  readonly session?: Partial<Session>
  readonly user?: UserStanding
  readonly mayHaveLostSteps?: true
}

function decide({ d, attempt, chain, step, session, user = ENABLED, ...more }: Given) {
  const full: RefreshChain = { ...CHAIN, lastStep: { ...STEP, ...step }, ...chain }
  return decideRefresh(
    {
      counter: full.counter - d,
      salt: SALT,
      keyHash: OWN,
      dpopThumbprint: null,
      stillCurrent: false,
      kind: 'refresh',
      ...attempt,
    },
    { session: { ...SESSION, chain: full, ...session }, user, nowMs: NOW, ...more },
    (a, b) => a.length === b.length && a.every((byte, index) => byte === b[index]),
  )
}

const LATE = { atMs: NOW - RETRY_WINDOW_MS - 1 }
const WINDOW_ENDS = { atMs: NOW - RETRY_WINDOW_MS }
const STRANGER = Uint8Array.of(9)

describe('a token that is not one of the session', () => {
  test('is invalid when the salt differs, even for a session that has ended', () => {
    const end = { state: 'ended', reason: 'signed_out', atMs: 1 } as const
    expect(decide({ d: 0, attempt: { salt: OTHER }, session: { end } })).toEqual({ kind: 'invalid' })
  })

  test('is invalid when the session has no chain', () => {
    expect(decide({ d: 0, session: { chain: null } })).toEqual({ kind: 'invalid' })
  })
})

describe('a session that does not live', () => {
  test('says why it ended, and is not ended again', () => {
    const end = { state: 'revoked', reason: 'revoked_by_admin', atMs: 1 } as const
    expect(decide({ d: 3, session: { end } })).toEqual({
      kind: 'ended',
      reason: 'revoked_by_admin',
      store: 'as-is',
    })
  })

  test('is past its absolute limit at that very millisecond', () => {
    const session = { limits: { ...SESSION.limits, absoluteExpiresAtMs: NOW } }
    expect(decide({ d: 0, session })).toMatchObject({ kind: 'ended', reason: 'absolute_limit' })
  })

  test('was opened under an older epoch', () => {
    expect(decide({ d: 0, user: { state: 'enabled', epoch: 4 } })).toMatchObject({
      kind: 'ended',
      reason: 'signed_out_everywhere',
    })
  })

  test('belongs to a disabled user', () => {
    expect(decide({ d: 0, user: { state: 'disabled', epoch: 3 } })).toMatchObject({ reason: 'user_disabled' })
  })
})

test.each([-4, -1, 0, 1, 2, 3])('a keyed session asks for a key, %i steps behind', (d) => {
  expect(decide({ d, attempt: { keyHash: null } })).toEqual({ kind: 'key-required' })
})

describe('a session that waits for its second factor', () => {
  const session = { needsSecondFactor: true }

  test('advances by its proof alone, and nothing else is touched', () => {
    expect(decide({ d: 0, session })).toEqual({ kind: 'pending' })
    expect(decide({ d: 0, session, attempt: { kind: 'reverify' } })).toEqual({ kind: 'pending' })
    expect(decide({ d: 3, session })).toEqual({ kind: 'pending' })
    expect(decide({ d: 0, session, attempt: { kind: 'second-factor' } })).toEqual({ kind: 'advance' })
  })

  test('is over as others are', () => {
    const user = { state: 'disabled', epoch: 3 } as const
    expect(decide({ d: 0, session, user })).toMatchObject({ kind: 'ended', reason: 'user_disabled' })
  })
})

describe('a token at most one step behind', () => {
  test('is the current one after all when the counter matches', () => {
    expect(decide({ d: 0 })).toEqual({ kind: 'advance' })
  })

  test('with the key of the step gets the same successor and an access token until ten seconds have passed', () => {
    const full = { kind: 'repeat', withAccessToken: true, applied: true }
    expect(decide({ d: 1 })).toEqual(full)
    expect(decide({ d: 1, step: WINDOW_ENDS })).toEqual(full)
  })

  test('with the key of the step gets the same successor alone any time later', () => {
    const alone = { kind: 'repeat', withAccessToken: false, applied: true }
    expect(decide({ d: 1, step: LATE })).toEqual(alone)
    expect(decide({ d: 1, step: { atMs: 0 } })).toEqual(alone)
  })

  test('with another key is reuse on a keyed session, within ten seconds too', () => {
    expect(decide({ d: 1, attempt: { keyHash: STRANGER } })).toEqual({ kind: 'reuse' })
  })

  test('without keys gets the same successor for ten seconds and is reuse after them', () => {
    const given = { d: 1, attempt: { keyHash: null }, chain: { keyed: false } }
    expect(decide({ ...given, step: { ...WINDOW_ENDS, keyHash: null } })).toEqual({
      kind: 'repeat',
      withAccessToken: true,
      applied: true,
    })
    expect(decide({ ...given, step: { ...LATE, keyHash: null } })).toEqual({ kind: 'reuse' })
  })
})

describe('a step-up or password change', () => {
  test.each(['reverify', 'password'] as const)('repeated with its key is a repeat of the %s', (kind) => {
    expect(decide({ d: 1, step: { kind }, attempt: { kind } })).toEqual({
      kind: 'repeat',
      withAccessToken: true,
      applied: true,
    })
  })

  test('whose key a plain refresh has used up gets the successor, and is told that it did not happen', () => {
    expect(decide({ d: 1, attempt: { kind: 'password' } })).toEqual({
      kind: 'repeat',
      withAccessToken: false,
      applied: false,
    })
  })

  test('is not taken for one of the other kind', () => {
    expect(decide({ d: 1, step: { kind: 'reverify' }, attempt: { kind: 'password' } })).toMatchObject({
      applied: false,
    })
  })

  test.each(['reverify', 'password'] as const)('after a %s the older token yields nothing', (kind) => {
    expect(decide({ d: 1, step: { kind }, attempt: { keyHash: STRANGER } })).toEqual({ kind: 'superseded' })
  })

  test('after one, a holder who read again and still has the older token shows that there are two', () => {
    const attempt = { keyHash: STRANGER, stillCurrent: true }
    expect(decide({ d: 1, step: { kind: 'reverify' }, attempt })).toEqual({ kind: 'reuse' })
  })

  test('with an older token and another key is reuse, as a refresh would be', () => {
    expect(decide({ d: 1, attempt: { kind: 'reverify', keyHash: STRANGER } })).toEqual({ kind: 'reuse' })
  })

  test('right behind a refresh without a key gets the successor, and is told that it did not happen', () => {
    const given = { d: 1, chain: { keyed: false }, attempt: { kind: 'reverify' } } as const
    expect(decide({ ...given, step: { keyHash: null } })).toEqual({
      kind: 'repeat',
      withAccessToken: false,
      applied: false,
    })
  })
})

describe('a token two steps behind', () => {
  test('with the key of its own step is a late duplicate', () => {
    expect(decide({ d: 2, attempt: { keyHash: OTHER } })).toEqual({ kind: 'superseded' })
  })

  test('is a late duplicate when a failover made its step unknown', () => {
    expect(decide({ d: 2, chain: { previousKeyHash: 'unknown' } })).toEqual({ kind: 'superseded' })
  })

  test('is reuse when its holder read again and it is still there', () => {
    expect(decide({ d: 2, attempt: { keyHash: OTHER, stillCurrent: true } })).toEqual({ kind: 'reuse' })
  })

  test('with any other key is reuse', () => {
    expect(decide({ d: 2, attempt: { keyHash: OWN } })).toEqual({ kind: 'reuse' })
  })

  test('without keys at all is reuse', () => {
    const given = { d: 2, attempt: { keyHash: null }, chain: { keyed: false, previousKeyHash: null } }
    expect(decide(given)).toEqual({ kind: 'reuse' })
  })
})

test.each([3, 4, 5])('a token %i steps behind is reuse whatever its key', (d) => {
  expect(decide({ d, attempt: { keyHash: OTHER } })).toEqual({ kind: 'reuse' })
})

describe('a proof by the key of the device', () => {
  const chain = { dpop: DEVICE, counter: 9 }
  const dpopThumbprint = 'device'

  test.each([1, 2, 3, 7])('%i steps behind gets the current token', (d) => {
    expect(decide({ d, chain, attempt: { dpopThumbprint, keyHash: STRANGER } })).toEqual({
      kind: 'catch-up',
      applied: true,
    })
  })

  test('never makes a step-up or password change count as done', () => {
    const attempt = { dpopThumbprint, keyHash: STRANGER, kind: 'password' } as const
    expect(decide({ d: 3, chain, attempt })).toEqual({ kind: 'catch-up', applied: false })
  })

  test('gets out of refresh_superseded behind a step-up once it has read again', () => {
    const attempt = { dpopThumbprint, keyHash: STRANGER, stillCurrent: true }
    expect(decide({ d: 1, chain, step: { kind: 'reverify' }, attempt })).toMatchObject({ kind: 'catch-up' })
  })

  test('counts for nothing when the key can be copied, or is another one, or is not shown', () => {
    const copied = { ...chain, dpop: { ...DEVICE, nonExtractable: false } }
    const keyHash = STRANGER
    expect(decide({ d: 3, chain: copied, attempt: { dpopThumbprint, keyHash } })).toEqual({ kind: 'reuse' })
    expect(decide({ d: 3, chain, attempt: { dpopThumbprint: 'other', keyHash } })).toEqual({ kind: 'reuse' })
    expect(decide({ d: 3, chain, attempt: { keyHash } })).toEqual({ kind: 'reuse' })
  })
})

describe('a store that lost writes', () => {
  test.each([-1, -2, -MAX_ROLLBACK_STEPS])('is stepped over when the token is %i steps behind', (d) => {
    expect(decide({ d })).toEqual({ kind: 'fast-forward', fromCounter: 5 })
  })

  test('by more than a failover loses is a restored backup: the session ends', () => {
    expect(decide({ d: -MAX_ROLLBACK_STEPS - 1 })).toEqual({
      kind: 'ended',
      reason: 'store_rollback',
      store: 'end',
    })
  })

  test('by any number of steps is stepped over where ends are kept elsewhere', () => {
    expect(decide({ d: -1_000, mayHaveLostSteps: true })).toEqual({ kind: 'fast-forward', fromCounter: 5 })
  })
})

describe('whatever comes', () => {
  const keyHash = fc.constantFrom(null, OWN, OTHER, STRANGER)
  const kind = fc.constantFrom('refresh' as const, 'reverify' as const, 'password' as const)
  const given = fc
    .record({
      d: fc.integer({ min: -6, max: 20 }),
      attempt: fc.record({
        keyHash,
        kind,
        stillCurrent: fc.boolean(),
        dpopThumbprint: fc.constantFrom(null, 'device', 'other'),
      }),
      chain: fc.record({
        counter: fc.constant(20),
        keyed: fc.boolean(),
        dpop: fc.constantFrom(null, DEVICE, { ...DEVICE, nonExtractable: false }),
        previousKeyHash: fc.oneof(keyHash, fc.constant('unknown' as const)),
      }),
      step: fc.record({ keyHash, kind, atMs: fc.integer({ min: 0, max: NOW }) }),
    })
    .map((one): Given => one)

  test('the current token, and the one before it with the key of its step, are never reuse', () => {
    fc.assert(
      fc.property(given, (one) => {
        const same = one.attempt?.keyHash !== null && one.attempt?.keyHash === one.step?.keyHash
        fc.pre(one.d === 0 || (one.d === 1 && same))
        expect(['advance', 'repeat', 'key-required']).toContain(decide(one).kind)
      }),
    )
  })

  test('an access token goes only to a fresh retry, the device itself or a step', () => {
    fc.assert(
      fc.property(given, (one) => {
        const decision = decide(one)
        if (decision.kind !== 'repeat' || !decision.withAccessToken) return
        expect(one.d).toBe(1)
        expect(NOW - (one.step?.atMs ?? 0)).toBeLessThanOrEqual(RETRY_WINDOW_MS)
        expect(decision.applied).toBe(true)
      }),
    )
  })

  test('a step-up counts as done only when the last step was one of its kind', () => {
    fc.assert(
      fc.property(given, (one) => {
        const decision = decide(one)
        if (!('applied' in decision) || !decision.applied || one.attempt?.kind === 'refresh') return
        expect(one.step?.kind).toBe(one.attempt?.kind)
      }),
    )
  })

  test('a keyed session never lets a second key go on with an older token', () => {
    fc.assert(
      fc.property(given, (one) => {
        fc.pre(one.d >= 1 && one.chain?.keyed === true && one.attempt?.dpopThumbprint !== 'device')
        fc.pre(one.d > 1 || one.attempt?.keyHash !== one.step?.keyHash)
        expect(['reuse', 'superseded', 'key-required']).toContain(decide(one).kind)
      }),
    )
  })

  test('nobody who read again and still holds an older token is told to read again', () => {
    fc.assert(
      fc.property(given, (one) => {
        expect(decide({ ...one, attempt: { ...one.attempt, stillCurrent: true } }).kind).not.toBe(
          'superseded',
        )
      }),
    )
  })
})
