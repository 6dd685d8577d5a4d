/** Every page in every state, under a name: what the preview serves and the tests look at. */

import { accountPage } from '../../packages/server/src/pages/account.ts'
import { apiKeyPage } from '../../packages/server/src/pages/api-key.ts'
import { authenticatorPage } from '../../packages/server/src/pages/authenticator.ts'
import { devicePage } from '../../packages/server/src/pages/device.ts'
import { consentPage } from '../../packages/server/src/pages/consent.ts'
import { endSessionPage } from '../../packages/server/src/pages/end-session.ts'
import { errorPage } from '../../packages/server/src/pages/error-page.ts'
import { forgotPasswordPage } from '../../packages/server/src/pages/forgot-password.ts'
import type { Html } from '../../packages/server/src/pages/html.ts'
import { invitationPage } from '../../packages/server/src/pages/invitation.ts'
import { outboxPage } from '../../packages/server/src/pages/outbox.ts'
import { recoveryCodesPage } from '../../packages/server/src/pages/recovery-codes.ts'
import { refusedRequestPage } from '../../packages/server/src/pages/refused-request.ts'
import { resetPasswordPage } from '../../packages/server/src/pages/reset-password.ts'
import { secondFactorPage } from '../../packages/server/src/pages/second-factor.ts'
import { signInPage } from '../../packages/server/src/pages/sign-in.ts'
import { signUpPage } from '../../packages/server/src/pages/sign-up.ts'
import { verifyEmailPage } from '../../packages/server/src/pages/verify-email.ts'
import {
  ACCOUNT,
  UPSTREAMS,
  ACCOUNTS,
  CONSENT,
  DIFFICULT_CONSENT,
  DIFFICULT_ACCOUNT,
  DIFFICULT_ACCOUNTS,
  HOSTILE,
  NOW_MS,
  SPARSE_ACCOUNT,
} from './sample-people.ts'

const page = { csrfToken: 'csrf-sample' }
const signIn = { ...page, rememberMe: true, signUpOpen: true, accounts: [], upstreams: [], fresh: false }
const signUp = { ...page, signUpOpen: true, allowedEmailDomains: [], upstreams: [] }

/** The pages by name; each is rendered when it is asked for. */
export const SAMPLES: Readonly<Record<string, () => Html>> = {
  'sign-in': () => signInPage(signIn),
  'sign-in-with': () => signInPage({ ...signIn, upstreams: UPSTREAMS }),
  'sign-in-error': () =>
    signInPage({
      ...signIn,
      email: 'ada@example.com',
      error: {
        code: 'credentials_invalid',
        message: 'The address or the password is not right.',
        field: 'password',
      },
    }),
  'sign-in-accounts': () =>
    signInPage({ ...signIn, accounts: ACCOUNTS, redirectUrl: 'https://app.example.com/' }),
  'sign-in-difficult': () =>
    signInPage({
      ...signIn,
      appName: HOSTILE,
      csrfToken: HOSTILE,
      email: HOSTILE,
      redirectUrl: HOSTILE,
      accounts: DIFFICULT_ACCOUNTS,
      notice: { code: HOSTILE, message: HOSTILE },
      error: { code: HOSTILE, message: HOSTILE },
    }),
  'sign-up': () => signUpPage(signUp),
  'sign-up-with': () => signUpPage({ ...signUp, upstreams: UPSTREAMS }),
  'sign-up-error': () =>
    signUpPage({
      ...signUp,
      firstName: 'Ada',
      email: 'ada@example.net',
      allowedEmailDomains: ['example.com', 'example.org'],
      error: {
        code: 'email_domain_refused',
        message: 'Use an address at example.com or example.org.',
        field: 'email',
      },
    }),
  'sign-up-closed': () => signUpPage({ ...signUp, signUpOpen: false }),
  'forgot-password': () => forgotPasswordPage({ ...page, sent: false }),
  'forgot-password-sent': () => forgotPasswordPage({ ...page, sent: true, email: 'ada@example.com' }),
  'reset-password': () =>
    resetPasswordPage({ ...page, state: { kind: 'form', token: 'sample-token', email: 'ada@example.com' } }),
  'reset-password-error': () =>
    resetPasswordPage({
      ...page,
      state: { kind: 'form', token: 'sample-token' },
      error: {
        code: 'password_common',
        message: 'That password is among the most common ones. Choose another.',
        field: 'new_password',
      },
    }),
  'reset-password-invalid': () => resetPasswordPage({ ...page, state: { kind: 'invalid' } }),
  'reset-password-done': () => resetPasswordPage({ ...page, state: { kind: 'done' } }),
  'verify-email-sent': () => verifyEmailPage({ ...page, state: { kind: 'sent', email: 'ada@example.com' } }),
  'verify-email-confirm': () =>
    verifyEmailPage({
      ...page,
      state: { kind: 'confirm', token: 'sample-token', email: 'ada@example.com', asksPassword: false },
    }),
  'verify-email-password': () =>
    verifyEmailPage({
      ...page,
      state: { kind: 'confirm', token: 'sample-token', email: 'ada@example.com', asksPassword: true },
    }),
  'verify-email-invalid': () => verifyEmailPage({ ...page, state: { kind: 'invalid' } }),
  'verify-email-verified': () => verifyEmailPage({ ...page, state: { kind: 'verified' } }),
  'invitation-stranger': () =>
    invitationPage({
      ...page,
      state: {
        kind: 'stranger',
        organization: 'Löwenstein & Söhne',
        email: 'ada@example.com',
        here: 'https://auth.example.com/invitation?ticket=sample',
      },
    }),
  'invitation-confirm': () =>
    invitationPage({
      ...page,
      state: {
        kind: 'confirm',
        organization: 'Löwenstein & Söhne',
        email: 'ada@example.com',
        token: 'sample-token',
        sessionId: 'sess_sample',
      },
    }),
  'invitation-difficult': () =>
    invitationPage({
      ...page,
      state: { kind: 'confirm', organization: HOSTILE, email: HOSTILE, token: HOSTILE, sessionId: HOSTILE },
    }),
  'invitation-invalid': () => invitationPage({ ...page, state: { kind: 'invalid' } }),
  'invitation-joined': () =>
    invitationPage({ ...page, state: { kind: 'joined', organization: 'Löwenstein & Söhne' } }),
  account: () => accountPage(ACCOUNT),
  'account-notice': () =>
    accountPage({ ...ACCOUNT, notice: { code: 'profile_saved', message: 'Your name is saved.' } }),
  'account-delete-error': () =>
    accountPage({
      ...ACCOUNT,
      error: { code: 'password_incorrect', message: 'That is not your password.', field: 'password' },
    }),
  'account-key-error': () =>
    accountPage({
      ...ACCOUNT,
      typedApiKey: { key_name: HOSTILE, key_scopes: 'a b', key_expiry: 'days', key_days: '4000' },
      error: { code: 'invalid_request', message: 'The number of days is from 1 to 3650.', field: 'key_days' },
    }),
  'api-key': () =>
    apiKeyPage({
      ...page,
      name: 'Nightly build',
      key: 'cck_AZq3yQF0fAKbHyoLxT9uV2sWqkP4mNnJrE8cZ0aYbXdGfHiJkLmNoPqRsTuVwXyZ012345',
    }),
  'account-difficult': () => accountPage(DIFFICULT_ACCOUNT),
  'account-sparse': () => accountPage(SPARSE_ACCOUNT),
  'second-factor': () => secondFactorPage(SECOND_FACTOR),
  'second-factor-error': () =>
    secondFactorPage({
      ...SECOND_FACTOR,
      error: { code: 'factor_invalid', message: 'This code is wrong.', field: 'recovery_code' },
    }),
  authenticator: () =>
    authenticatorPage({
      ...page,
      sessionId: 'sess_1',
      factorId: 'fac_1',
      secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
      url: 'otpauth://totp/example.com:ada%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    }),
  'recovery-codes': () =>
    recoveryCodesPage({ ...page, codes: Array.from({ length: 10 }, (_, index) => `k7f2m-9qx4${index}`) }),
  consent: () => consentPage(CONSENT),
  'consent-again': () =>
    consentPage({
      ...CONSENT,
      scopes: CONSENT.scopes.map((scope, index) => ({ ...scope, isNew: index === 2 })),
      organizations: [],
      isOffline: false,
    }),
  'consent-unverified': () =>
    consentPage({
      ...CONSENT,
      client: { ...CONSENT.client, isVerified: false, clientUri: null, policyUri: null, tosUri: null },
      redirectUri: 'http://127.0.0.1:50123/callback',
      organizations: [],
      boundTo: 'Löwenstein & Söhne',
    }),
  'consent-difficult': () => consentPage(DIFFICULT_CONSENT),
  'end-session': () =>
    endSessionPage({ ...page, account: CONSENT.account, clientName: 'Field Notes', request: 'state=1' }),
  'refused-request': () =>
    refusedRequestPage({
      ...page,
      clientName: 'Field Notes',
      uri: 'https://notes.example/cb?error=invalid_scope',
      code: 'invalid_scope',
    }),
  outbox: () => outboxPage({ nowMs: NOW_MS, mails: MAILS }),
  'outbox-empty': () => outboxPage({ nowMs: NOW_MS, mails: [] }),
  device: () => devicePage({ ...page, state: { kind: 'enter' } }),
  'device-error': () =>
    devicePage({
      ...page,
      state: { kind: 'enter', userCode: 'WDJB-MJHX' },
      error: { code: 'user_code_invalid', message: 'This code is wrong.', field: 'user_code' },
    }),
  'device-confirm': () => devicePage({ ...page, state: DEVICE_CONFIRM }),
  'device-difficult': () =>
    devicePage({
      ...page,
      state: {
        ...DEVICE_CONFIRM,
        person: DIFFICULT_ACCOUNTS[0] ?? DEVICE_CONFIRM.person,
        device: {
          ...DEVICE_CONFIRM.device,
          application: HOSTILE,
          permissions: [HOSTILE, 'long'.repeat(40)],
          description: HOSTILE,
          address: '2001:db8:1428:57ab:1428:57ab:1428:57ab',
          sameAddress: false,
        },
      },
    }),
  'device-unknown': () =>
    devicePage({
      ...page,
      state: {
        ...DEVICE_CONFIRM,
        device: {
          ...DEVICE_CONFIRM.device,
          isVerified: false,
          description: null,
          address: null,
          permissions: [],
        },
      },
    }),
  'device-acting': () => devicePage({ ...page, state: { kind: 'acting' } }),
  'device-approved': () => devicePage({ ...page, state: { kind: 'approved' } }),
  'device-denied': () => devicePage({ ...page, state: { kind: 'denied' } }),
  'error-403': () =>
    errorPage({
      status: 403,
      code: 'origin_not_allowed',
      message:
        'Requests from https://app.example.com are not allowed. Whoever runs this service can add it to COATCHECK_ALLOWED_ORIGINS.',
    }),
  'error-404': () => errorPage({ status: 404, code: 'not_found' }),
  'error-429': () => errorPage({ status: 429, code: 'rate_limited', retryAfterSeconds: 90 }),
  'error-500': () => errorPage({ status: 500, code: 'internal_error' }),
}

const SECOND_FACTOR = {
  ...page,
  sessionId: 'sess_1',
  email: 'ada@example.com',
  hasTotp: true,
  hasPasskey: true,
  hasRecoveryCodes: true,
}

const DEVICE_CONFIRM = {
  kind: 'confirm',
  device: {
    userCode: 'WDJB-MJHT',
    application: 'Coatcheck CLI',
    isVerified: true,
    permissions: [
      'know that it is you',
      'see your e-mail address',
      'stay connected while you are signed out',
    ],
    description: 'Linux',
    address: '192.0.2.17',
    sameAddress: true,
    askedAtMs: NOW_MS - 90_000,
    nowMs: NOW_MS,
  },
  person: { firstName: 'Ada', lastName: 'Example', email: 'ada@example.com' },
  sessionId: 'sess_sample',
  here: 'https://auth.example.com/device?user_code=WDJB-MJHT',
} as const

const MAILS = [
  {
    to: 'ada@example.com',
    subject: 'Confirm your address',
    text: 'Hello Ada,\n\nplease confirm that this address is yours:\n\nhttp://localhost:4000/verify-email?token=sample-token\n\nThe link works once, for a day.',
    sentAtMs: NOW_MS - 26 * 3_600_000,
  },
  {
    to: `${'an-address-that-goes-on-'.repeat(3)}@example.com`,
    subject: HOSTILE,
    text: `${HOSTILE}\njavascript:alert(1)\n(see http://localhost:4000/reset-password?token=${'long'.repeat(40)}&x=<b>).`,
    sentAtMs: NOW_MS - 90_000,
  },
]
