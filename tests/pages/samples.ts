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
import type { PageSetting } from '../../packages/server/src/pages/page.ts'
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
export const SAMPLES: Readonly<Record<string, (setting: PageSetting) => Html>> = {
  'sign-in': (setting) => signInPage({ ...setting, ...signIn }),
  'sign-in-with': (setting) => signInPage({ ...setting, ...signIn, upstreams: UPSTREAMS }),
  'sign-in-error': (setting) =>
    signInPage({
      ...setting,
      ...signIn,
      email: 'ada@example.com',
      error: {
        code: 'credentials_invalid',
        message: ({ errors }) => errors.credentials_invalid,
        field: 'password',
      },
    }),
  'sign-in-accounts': (setting) =>
    signInPage({ ...setting, ...signIn, accounts: ACCOUNTS, redirectUrl: 'https://app.example.com/' }),
  'sign-in-difficult': (setting) =>
    signInPage({
      ...setting,
      ...signIn,
      look: { ...setting.look, name: HOSTILE },
      csrfToken: HOSTILE,
      email: HOSTILE,
      redirectUrl: HOSTILE,
      accounts: DIFFICULT_ACCOUNTS,
      error: { code: HOSTILE, message: () => HOSTILE },
    }),
  'sign-up': (setting) => signUpPage({ ...setting, ...signUp }),
  'sign-up-with': (setting) => signUpPage({ ...setting, ...signUp, upstreams: UPSTREAMS }),
  'sign-up-error': (setting) =>
    signUpPage({
      ...setting,
      ...signUp,
      firstName: 'Ada',
      email: 'ada@example.net',
      allowedEmailDomains: ['example.com', 'example.org'],
      error: {
        code: 'email_domain_not_allowed',
        message: ({ errors }) => errors.email_domain_not_allowed,
        field: 'email',
      },
    }),
  'sign-up-closed': (setting) => signUpPage({ ...setting, ...signUp, signUpOpen: false }),
  'forgot-password': (setting) => forgotPasswordPage({ ...setting, ...page, sent: false }),
  'forgot-password-sent': (setting) =>
    forgotPasswordPage({ ...setting, ...page, sent: true, email: 'ada@example.com' }),
  'reset-password': (setting) =>
    resetPasswordPage({
      ...setting,
      ...page,
      state: { kind: 'form', token: 'sample-token', email: 'ada@example.com' },
    }),
  'reset-password-error': (setting) =>
    resetPasswordPage({
      ...setting,
      ...page,
      state: { kind: 'form', token: 'sample-token' },
      error: {
        code: 'password_rejected',
        message: ({ weakPasswords }) => weakPasswords.too_common,
        field: 'new_password',
      },
    }),
  'reset-password-invalid': (setting) =>
    resetPasswordPage({ ...setting, ...page, state: { kind: 'invalid' } }),
  'reset-password-done': (setting) => resetPasswordPage({ ...setting, ...page, state: { kind: 'done' } }),
  'verify-email-sent': (setting) =>
    verifyEmailPage({ ...setting, ...page, state: { kind: 'sent', email: 'ada@example.com' } }),
  'verify-email-confirm': (setting) =>
    verifyEmailPage({
      ...setting,
      ...page,
      state: { kind: 'confirm', token: 'sample-token', email: 'ada@example.com', asksPassword: false },
    }),
  'verify-email-password': (setting) =>
    verifyEmailPage({
      ...setting,
      ...page,
      state: { kind: 'confirm', token: 'sample-token', email: 'ada@example.com', asksPassword: true },
    }),
  'verify-email-invalid': (setting) => verifyEmailPage({ ...setting, ...page, state: { kind: 'invalid' } }),
  'verify-email-verified': (setting) => verifyEmailPage({ ...setting, ...page, state: { kind: 'verified' } }),
  'invitation-stranger': (setting) =>
    invitationPage({
      ...setting,
      ...page,
      state: {
        kind: 'stranger',
        organization: 'Löwenstein & Söhne',
        email: 'ada@example.com',
        here: 'https://auth.example.com/invitation?ticket=sample',
      },
    }),
  'invitation-confirm': (setting) =>
    invitationPage({
      ...setting,
      ...page,
      state: {
        kind: 'confirm',
        organization: 'Löwenstein & Söhne',
        email: 'ada@example.com',
        token: 'sample-token',
        sessionId: 'sess_sample',
      },
    }),
  'invitation-difficult': (setting) =>
    invitationPage({
      ...setting,
      ...page,
      state: { kind: 'confirm', organization: HOSTILE, email: HOSTILE, token: HOSTILE, sessionId: HOSTILE },
    }),
  'invitation-invalid': (setting) => invitationPage({ ...setting, ...page, state: { kind: 'invalid' } }),
  'invitation-joined': (setting) =>
    invitationPage({ ...setting, ...page, state: { kind: 'joined', organization: 'Löwenstein & Söhne' } }),
  account: (setting) => accountPage({ ...setting, ...ACCOUNT }),
  'account-notice': (setting) =>
    accountPage({
      ...setting,
      ...ACCOUNT,
      notice: { code: 'profile_saved' },
    }),
  'account-delete-error': (setting) =>
    accountPage({
      ...setting,
      ...ACCOUNT,
      error: {
        code: 'credentials_invalid',
        message: ({ errors }) => errors.credentials_invalid,
        field: 'password',
      },
    }),
  'account-key-error': (setting) =>
    accountPage({
      ...setting,
      ...ACCOUNT,
      typedApiKey: { key_name: HOSTILE, key_scopes: 'a b', key_expiry: 'days', key_days: '4000' },
      error: {
        code: 'invalid_request',
        message: ({ fieldErrors }) => fieldErrors.keyDays(3650),
        field: 'key_days',
      },
    }),
  'api-key': (setting) =>
    apiKeyPage({
      ...setting,
      ...page,
      name: 'Nightly build',
      key: 'cck_AZq3yQF0fAKbHyoLxT9uV2sWqkP4mNnJrE8cZ0aYbXdGfHiJkLmNoPqRsTuVwXyZ012345',
    }),
  'account-difficult': (setting) => accountPage({ ...setting, ...DIFFICULT_ACCOUNT }),
  'account-sparse': (setting) => accountPage({ ...setting, ...SPARSE_ACCOUNT }),
  'second-factor': (setting) => secondFactorPage({ ...setting, ...SECOND_FACTOR }),
  'second-factor-error': (setting) =>
    secondFactorPage({
      ...setting,
      ...SECOND_FACTOR,
      error: {
        code: 'factor_invalid',
        message: ({ errors }) => errors.factor_invalid,
        field: 'recovery_code',
      },
    }),
  authenticator: (setting) =>
    authenticatorPage({
      ...setting,
      ...page,
      sessionId: 'sess_1',
      factorId: 'fac_1',
      secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
      url: 'otpauth://totp/example.com:ada%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    }),
  'recovery-codes': (setting) =>
    recoveryCodesPage({
      ...setting,
      ...page,
      codes: Array.from({ length: 10 }, (_, index) => `k7f2m-9qx4${index}`),
    }),
  consent: (setting) => consentPage({ ...setting, ...consentIn(setting) }),
  'consent-again': (setting) =>
    consentPage({
      ...setting,
      ...consentIn(setting),
      scopes: consentIn(setting).scopes.map((scope, index) => ({ ...scope, isNew: index === 2 })),
      organizations: [],
      isOffline: false,
    }),
  'consent-unverified': (setting) =>
    consentPage({
      ...setting,
      ...consentIn(setting),
      client: { ...CONSENT.client, isVerified: false, clientUri: null, policyUri: null, tosUri: null },
      redirectUri: 'http://127.0.0.1:50123/callback',
      organizations: [],
      boundTo: 'Löwenstein & Söhne',
    }),
  'consent-difficult': (setting) => consentPage({ ...setting, ...DIFFICULT_CONSENT }),
  'end-session': (setting) =>
    endSessionPage({
      ...setting,
      ...page,
      account: CONSENT.account,
      clientName: 'Field Notes',
      request: 'state=1',
    }),
  'refused-request': (setting) =>
    refusedRequestPage({
      ...setting,
      ...page,
      clientName: 'Field Notes',
      uri: 'https://notes.example/cb?error=invalid_scope',
      code: 'invalid_scope',
    }),
  outbox: (setting) => outboxPage({ ...setting, nowMs: NOW_MS, mails: MAILS }),
  'outbox-empty': (setting) => outboxPage({ ...setting, nowMs: NOW_MS, mails: [] }),
  device: (setting) => devicePage({ ...setting, ...page, state: { kind: 'enter' } }),
  'device-error': (setting) =>
    devicePage({
      ...setting,
      ...page,
      state: { kind: 'enter', userCode: 'WDJB-MJHX' },
      error: {
        code: 'user_code_invalid',
        message: ({ fieldErrors }) => fieldErrors.userCode,
        field: 'user_code',
      },
    }),
  'device-confirm': (setting) => devicePage({ ...setting, ...page, state: deviceIn(setting) }),
  'device-difficult': (setting) =>
    devicePage({
      ...setting,
      ...page,
      state: {
        ...deviceIn(setting),
        person: DIFFICULT_ACCOUNTS[0] ?? DEVICE_CONFIRM.person,
        device: {
          ...deviceIn(setting).device,
          application: HOSTILE,
          permissions: [HOSTILE, 'long'.repeat(40)],
          browser: HOSTILE,
          operatingSystem: HOSTILE,
          address: '2001:db8:1428:57ab:1428:57ab:1428:57ab',
          sameAddress: false,
        },
      },
    }),
  'device-unknown': (setting) =>
    devicePage({
      ...setting,
      ...page,
      state: {
        ...deviceIn(setting),
        device: {
          ...deviceIn(setting).device,
          isVerified: false,
          browser: null,
          operatingSystem: null,
          address: null,
          permissions: [],
        },
      },
    }),
  'device-acting': (setting) => devicePage({ ...setting, ...page, state: { kind: 'acting' } }),
  'device-approved': (setting) => devicePage({ ...setting, ...page, state: { kind: 'approved' } }),
  'device-denied': (setting) => devicePage({ ...setting, ...page, state: { kind: 'denied' } }),
  'error-403': (setting) => errorPage({ ...setting, status: 403, code: 'origin_not_allowed' }),
  'error-404': (setting) => errorPage({ ...setting, status: 404, code: 'not_found' }),
  'error-429': (setting) =>
    errorPage({ ...setting, status: 429, code: 'rate_limited', retryAfterSeconds: 90 }),
  'error-500': (setting) => errorPage({ ...setting, status: 500, code: 'internal_error' }),
}

/** What is asked for, in the words of the page's language. */
function consentIn({ locale }: PageSetting): typeof CONSENT {
  const texts: { readonly [name: string]: string } = locale.messages.applications.scopes
  return {
    ...CONSENT,
    scopes: CONSENT.scopes.map((scope) => ({
      ...scope,
      description: texts[scope.name] ?? scope.description,
    })),
  }
}

function deviceIn({ locale }: PageSetting) {
  const { openid, email, offline_access: offline } = locale.messages.applications.scopes
  return {
    ...DEVICE_CONFIRM,
    device: { ...DEVICE_CONFIRM.device, permissions: [openid, email, offline] },
  }
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
    permissions: [],
    browser: null,
    operatingSystem: 'Linux',
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
