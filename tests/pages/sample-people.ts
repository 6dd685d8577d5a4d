/** People and devices to show pages with: ordinary ones, and ones that try to break the layout or the markup. */

import type { ConsentProps } from '../../packages/server/src/pages/consent.ts'
import type { AccountProps, DeviceView } from '../../packages/server/src/pages/account/account-props.ts'
import type { PageSetting } from '../../packages/server/src/pages/page.ts'
import type { SignedInAccount } from '../../packages/server/src/pages/sign-in.ts'

/** The moment at which every sample is looked at: 20 November 2026, 12:00 UTC. */
export const NOW_MS: number = Date.UTC(2026, 10, 20, 12)

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** What a sample is given before it is known how it looks and in which language it is. */
export type Unset<Props> = Omit<Props, keyof PageSetting>

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

/** Keys of programs. */
const API_KEYS: AccountProps['apiKeys'] = [
  {
    keyId: 'key_1',
    hint: 'cck_AZq3yQF0fAKb',
    name: 'Nightly build',
    scopes: ['builds:read', 'builds:write'],
    createdAtMs: NOW_MS - 20 * DAY_MS,
    expiresAtMs: NOW_MS + 10 * DAY_MS,
    lastUsedAtMs: NOW_MS - 40 * MINUTE_MS,
  },
  {
    keyId: 'key_2',
    hint: 'cck_AZq4bXc1dEfG',
    name: 'Notes on my phone',
    scopes: [],
    createdAtMs: NOW_MS - 90_000,
    expiresAtMs: null,
    lastUsedAtMs: null,
  },
]

/** Applications: one in use, one that is not, one that is hard to lay out. */
const APPLICATIONS: AccountProps['applications'] = [
  {
    id: 'app_1',
    name: 'Field Notes',
    scopes: ['know that it is you', 'read your notes', 'stay connected while you are signed out'],
    sinceMs: NOW_MS - 40 * DAY_MS,
    lastUsedAtMs: NOW_MS - 180_000,
  },
  { id: 'app_2', name: HOSTILE, scopes: [HOSTILE], sinceMs: NOW_MS - 2 * DAY_MS, lastUsedAtMs: null },
]

/** What people sign in with. */
export const UPSTREAMS: AccountProps['upstreams'] = [
  { upstreamId: 'app_1', name: 'Example ID' },
  { upstreamId: 'app_2', name: 'GitHub' },
]

/** An ordinary account with two accounts in this browser and four devices. */
export const ACCOUNT: Unset<AccountProps> = {
  csrfToken: 'csrf-sample',
  nowMs: NOW_MS,
  sessionId: 'sess_1',
  user: {
    firstName: 'Ada',
    lastName: 'Example',
    email: 'ada@example.com',
    emailVerified: true,
    hasPassword: true,
    locale: null,
  },
  languages: ['en', 'de', 'es', 'fr', 'ja'],
  accounts: ACCOUNTS,
  canAddAccount: true,
  devices: DEVICES,
  applications: APPLICATIONS,
  factors: FACTORS,
  apiKeys: API_KEYS,
  identities: [{ identityId: 'identity-1', name: 'GitHub', subject: '583231' }],
  upstreams: UPSTREAMS,
  deletionGraceDays: 14,
}

/** The account page with everything that is hard to lay out or to escape. */
export const DIFFICULT_ACCOUNT: Unset<AccountProps> = {
  ...ACCOUNT,
  notice: { code: 'verification_sent' },
  error: {
    code: 'credentials_invalid',
    message: ({ errors }) => errors.credentials_invalid,
    field: 'current_password',
  },
  user: {
    firstName: DIFFICULT_ACCOUNTS[0]?.firstName ?? null,
    lastName: 'المثال',
    email: DIFFICULT_ACCOUNTS[0]?.email ?? null,
    emailVerified: false,
    hasPassword: true,
    locale: 'en-ab-cd',
  },
  accounts: DIFFICULT_ACCOUNTS,
  apiKeys: API_KEYS.map((key) => ({ ...key, name: HOSTILE, scopes: ['a'.repeat(100), HOSTILE] })),
  devices: DEVICES.map((device, index) => ({
    ...device,
    browser: index === 0 ? HOSTILE : `Browser${'WithAVeryLongName'.repeat(5)}`,
    place: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch, Wales',
  })),
}

/** An application that asks an ordinary account for an ordinary lot. */
export const CONSENT: Unset<ConsentProps> = {
  csrfToken: 'csrf-sample',
  client: {
    name: 'Field Notes',
    logoUri: null,
    clientUri: 'https://notes.example/',
    policyUri: 'https://notes.example/privacy',
    tosUri: 'https://notes.example/terms',
    isVerified: true,
  },
  redirectUri: 'https://notes.example/callback',
  account: { sessionId: 'sess_1', firstName: 'Ada', lastName: 'Example', email: 'ada@example.com' },
  back: 'https://auth.example.com/oauth/authorize?client_id=app',
  request: 'client_id=app',
  seal: 'sample-seal',
  scopes: [
    { name: 'openid', description: 'know that it is you', isNew: false },
    { name: 'email', description: 'see your e-mail address', isNew: false },
    {
      name: 'organization',
      description: 'see the organization you choose, and your role there',
      isNew: false,
    },
    { name: 'offline_access', description: 'stay connected while you are signed out', isNew: false },
  ],
  resources: ['https://api.notes.example'],
  organizations: [
    { id: 'org_1', name: 'Löwenstein & Söhne' },
    { id: 'org_2', name: 'Acme' },
  ],
  organizationId: 'org_1',
  boundTo: null,
  lifetimeMs: 7 * DAY_MS,
  isOffline: true,
}

/** The consent page with everything that is hard to lay out or to escape. */
export const DIFFICULT_CONSENT: Unset<ConsentProps> = {
  ...CONSENT,
  client: { ...CONSENT.client, name: HOSTILE.repeat(3), isVerified: false, clientUri: HOSTILE },
  redirectUri: `https://${'a-very-long-name.'.repeat(6)}example/callback`,
  account: { sessionId: 'sess_1', ...DIFFICULT_ACCOUNT.user },
  request: HOSTILE,
  seal: HOSTILE,
  scopes: [{ name: HOSTILE, description: `${'read'.repeat(40)} ${HOSTILE}`, isNew: true }],
  resources: [`https://${'long'.repeat(30)}.example/${HOSTILE}`],
  organizations: [
    { id: HOSTILE, name: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch'.repeat(2) },
  ],
  boundTo: HOSTILE,
}

/** Somebody who came from an upstream: no name, no address, no password, one device. */
export const SPARSE_ACCOUNT: Unset<AccountProps> = {
  ...ACCOUNT,
  user: {
    firstName: null,
    lastName: null,
    email: null,
    emailVerified: false,
    hasPassword: false,
    locale: null,
  },
  accounts: [{ sessionId: 'sess_1', firstName: null, lastName: null, email: null }],
  canAddAccount: false,
  factors: [],
  apiKeys: [],
  applications: [],
  devices: DEVICES.filter((device) => device.sessionId === 'sess_1'),
  deletionGraceDays: 0,
}
