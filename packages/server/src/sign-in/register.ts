/** Makes an account: the rules, the limits, the password, the mail; shared by the API and the page. */

import {
  type ActContext,
  addressBuckets,
  type EmailAddress,
  MAILS_PER_ACCOUNT,
  newId,
  type NewUser,
  normalizeEmail,
  REGISTRATIONS_PER_ADDRESS,
  takeEach,
  type User,
} from '@coatcheck/core'
import { sendEmailVerification } from '../account/send-email-verification.ts'
import { askSignUp } from '../hook/ask-sign-up.ts'
import type { SessionConsent } from '../hook/ask-session.ts'
import { mailSetting } from '../mail/mail-setting.ts'
import { registeredAlreadyMail } from '../mail/messages.ts'
import { problem } from '../http/problem.ts'
import { refusePassword } from '../password/password-rules.ts'
import type { Server } from '../server.ts'
import { refuseSignUp } from './sign-up-rules.ts'

/** What a person gives to register. */
export type Registration = {
  readonly email: string
  readonly password: string
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
}

/** An account that was made, and what hooks said of the session that is opened for it. */
export type Registered = { readonly user: User; readonly consent: SessionConsent }

/**
 * Makes the account and sends the mail that verifies its address. Hooks are asked before anything is written, and after
 * the limits that keep a stranger from having them asked all the time.
 *
 * @param consent Asks whether a session may be opened at once for the account, which is not made yet.
 * @returns The user; `null` when the address must be verified first, which is also what a taken address gets then, so
 *   that nobody learns which addresses have accounts; or the answer that refuses.
 */
export async function register(
  server: Server,
  registration: Registration,
  context: ActContext,
  consent: (draft: NewUser) => Promise<SessionConsent | Response>,
): Promise<Registered | null | Response> {
  const { settings, store } = server
  const email = normalizeEmail(registration.email)
  if (email === null)
    return problem('invalid_request', { field: 'body.email', detail: 'This is not an e-mail address.' })
  const refused = refuseSignUp(settings, email)
  if (refused !== null) return problem(refused)
  const unfit = refusePassword(registration.password, 'body.password')
  if (unfit !== null) return unfit

  const busy = server.passwords.isBusy()
  if (busy !== null) return problem('server_busy', { retryAfterMs: busy.retryAfterSeconds * 1000 })
  const buckets = addressBuckets('register', context.device.address, REGISTRATIONS_PER_ADDRESS)
  const taken = await takeEach(store.rateLimits, buckets)
  if (taken.outcome === 'limited') return problem('rate_limited', { retryAfterMs: taken.retryAfterMs })
  const draft = await askSignUp(server, {
    draft: newUser(server, registration, email),
    upstream: null,
    context,
  })
  if (draft instanceof Response) return draft
  const consented = settings.requireEmailVerification ? null : await consent(draft)
  if (consented instanceof Response) return consented
  const hashed = await server.passwords.hash(registration.password)
  if (hashed.outcome === 'busy')
    return problem('server_busy', { retryAfterMs: hashed.retryAfterSeconds * 1000 })

  const create = () => store.users.create({ ...draft, passwordHash: hashed.hash }, null, context)
  if (consented === null) {
    // Behind the answer, which everybody gets at the same time: whoever never gets the mail registers again.
    server.background.run('registration', async () => {
      const written = await create()
      if (written.outcome === 'written') await sendEmailVerification(server, written.user, context)
      else await tellOwner(server, email, context)
    })
    return null
  }
  const written = await create()
  if (written.outcome === 'taken') return problem('email_taken', { field: 'body.email' })
  await sendEmailVerification(server, written.user, context)
  return { user: written.user, consent: consented }
}

function newUser(server: Server, { firstName, lastName }: Registration, email: EmailAddress): NewUser {
  return {
    id: newId('user', server.clock.nowMs(), server.random),
    email,
    emailVerified: false,
    passwordHash: null, // until it is made
    firstName: firstName ?? null,
    lastName: lastName ?? null,
    username: null,
    imageUrl: null,
    locale: null,
    externalId: null,
    metadata: { public: {}, private: {}, unsafe: {} },
  }
}

async function tellOwner(server: Server, email: EmailAddress, context: ActContext): Promise<void> {
  const taken = await server.store.rateLimits.take(`mail:${email}`, MAILS_PER_ACCOUNT)
  if (taken.outcome === 'limited') return
  const owner = await server.store.users.findByEmail(email)
  const setting = mailSetting(server, owner?.user ?? null, context)
  const mail = registeredAlreadyMail(setting, `${server.settings.url}/forgot-password`)
  await server.mailer.send({ to: email, ...mail })
}
