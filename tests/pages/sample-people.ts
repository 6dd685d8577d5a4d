/** People and devices to show pages with: ordinary ones, and ones that try to break the layout or the markup. */

import type { AccountProps, DeviceView } from '../../packages/server/src/pages/account/account-props.ts'
import type { SignedInAccount } from '../../packages/server/src/pages/sign-in.ts'

/** The moment at which every sample is looked at: 20 November 2026, 12:00 UTC. */
export const NOW_MS: number = Date.UTC(2026, 10, 20, 12)

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Two accounts of one browser. */
export const ACCOUNTS: readonly SignedInAccount[] = [
  { sessionId: 'sess_1', firstName: 'Ada', lastName: 'Example', email: 'ada@example.com' },
  { sessionId: 'sess_2', firstName: null, lastName: null, email: 'work@example.org' },
]

/** Markup where text is expected. */
export const HOSTILE = `"><script>alert('x')</script><img src=x onerror=alert(1)>`

/** Accounts with long, right-to-left and hostile names. */
export const DIFFICULT_ACCOUNTS: readonly SignedInAccount[] = [
  {
    sessionId: 'sess_1',
    firstName: 'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaft',
    lastName: 'Nebukadnezar',
    email: `${'an-address-that-goes-on-'.repeat(2)}and-on-and-on@${'sub.'.repeat(8)}example.com`,
  },
  { sessionId: 'sess_2', firstName: 'ليلى', lastName: 'المثال', email: 'layla@example.com' },
  { sessionId: 'sess_3', firstName: HOSTILE, lastName: null, email: `${HOSTILE}@example.com` },
]

const DEVICES: readonly DeviceView[] = [
  {
    sessionId: 'sess_9',
    kind: 'phone',
    browser: 'Safari 26',
    operatingSystem: 'iOS 26',
    address: '2001:db8::1428:57ab',
    place: 'Ghent, Belgium',
    signedInAtMs: NOW_MS - 3 * DAY_MS,
    lastActiveAtMs: NOW_MS - 42 * MINUTE_MS,
  },
  {
    sessionId: 'sess_1',
    kind: 'desktop',
    browser: 'Firefox 152',
    operatingSystem: 'Ubuntu',
    address: '192.0.2.17',
    place: 'Ghent, Belgium',
    signedInAtMs: NOW_MS - DAY_MS,
    lastActiveAtMs: NOW_MS - 10_000,
  },
  {
    sessionId: 'sess_8',
    kind: 'app',
    browser: 'Coatcheck CLI',
    operatingSystem: 'macOS',
    address: '198.51.100.4',
    place: null,
    signedInAtMs: NOW_MS - 6 * DAY_MS,
    lastActiveAtMs: NOW_MS - 6 * DAY_MS,
  },
  {
    sessionId: 'sess_7',
    kind: 'unknown',
    browser: null,
    operatingSystem: null,
    address: null,
    place: null,
    signedInAtMs: NOW_MS - 6 * DAY_MS,
    lastActiveAtMs: NOW_MS - 5 * DAY_MS,
  },
]

/** A second factor of each kind. */
const FACTORS: AccountProps['factors'] = [
  {
    factorId: 'fac_1',
    kind: 'totp',
    name: null,
    addedAtMs: NOW_MS - 9 * DAY_MS,
    lastUsedAtMs: NOW_MS - DAY_MS,
    codesLeft: null,
  },
  {
    factorId: 'fac_2',
    kind: 'passkey',
    name: HOSTILE,
    addedAtMs: NOW_MS - 2 * DAY_MS,
    lastUsedAtMs: null,
    codesLeft: null,
  },
  {
    factorId: 'fac_3',
    kind: 'recovery',
    name: null,
    addedAtMs: NOW_MS - 9 * DAY_MS,
    lastUsedAtMs: null,
    codesLeft: 1,
  },
]

/** What people sign in with. */
export const UPSTREAMS: AccountProps['upstreams'] = [
  { upstreamId: 'app_1', name: 'Example ID' },
  { upstreamId: 'app_2', name: 'GitHub' },
]

/** An ordinary account with two accounts in this browser and four devices. */
export const ACCOUNT: AccountProps = {
  csrfToken: 'csrf-sample',
  nowMs: NOW_MS,
  sessionId: 'sess_1',
  user: {
    firstName: 'Ada',
    lastName: 'Example',
    email: 'ada@example.com',
    emailVerified: true,
    hasPassword: true,
  },
  accounts: ACCOUNTS,
  canAddAccount: true,
  devices: DEVICES,
  factors: FACTORS,
  identities: [{ identityId: 'identity-1', name: 'GitHub', subject: '583231' }],
  upstreams: UPSTREAMS,
  deletionGraceDays: 14,
}

/** The account page with everything that is hard to lay out or to escape. */
export const DIFFICULT_ACCOUNT: AccountProps = {
  ...ACCOUNT,
  appName: 'The Extraordinarily Longwinded Application of Longwinded Applications',
  notice: { code: 'verification_sent', message: 'The link is on its way.' },
  error: {
    code: 'password_incorrect',
    message: 'That is not your current password.',
    field: 'current_password',
  },
  user: {
    firstName: DIFFICULT_ACCOUNTS[0]?.firstName ?? null,
    lastName: 'المثال',
    email: DIFFICULT_ACCOUNTS[0]?.email ?? null,
    emailVerified: false,
    hasPassword: true,
  },
  accounts: DIFFICULT_ACCOUNTS,
  devices: DEVICES.map((device, index) => ({
    ...device,
    browser: index === 0 ? HOSTILE : `Browser${'WithAVeryLongName'.repeat(5)}`,
    place: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch, Wales',
  })),
}

/** Somebody who came from an upstream: no name, no address, no password, one device. */
export const SPARSE_ACCOUNT: AccountProps = {
  ...ACCOUNT,
  user: { firstName: null, lastName: null, email: null, emailVerified: false, hasPassword: false },
  accounts: [{ sessionId: 'sess_1', firstName: null, lastName: null, email: null }],
  canAddAccount: false,
  factors: [],
  devices: DEVICES.filter((device) => device.sessionId === 'sess_1'),
  deletionGraceDays: 0,
}
