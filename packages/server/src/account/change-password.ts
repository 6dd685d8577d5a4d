/** Changes a password by the credential that asks: a step of a refresh chain, or a new secret of a browser's client. */

import type { ActContext } from '@coatcheck/core'
import type { ClientPrincipal } from '../http/principal.ts'
import { problem } from '../http/problem.ts'
import type { ProvedSession } from '../session/proved-session.ts'
import type { Server } from '../server.ts'
import { notifyUser } from './notify-user.ts'
import { alreadyTaken, confirm, newClientSecret, renewedCookies, stepAnswer } from './renewed-credential.ts'

/** Who changes a password, proved. */
export type PasswordChanger = {
  readonly proved: ProvedSession
  readonly context: ActContext
}

/** What is typed into the form. */
export type TypedPasswords = { readonly currentPassword: string; readonly newPassword: string }

/** Changes it by a refresh token: the change is a step of its chain, and its answer the next pair of tokens. */
export async function changePasswordByToken(
  server: Server,
  changer: PasswordChanger,
  token: string,
  typed: TypedPasswords,
): Promise<Response> {
  const { proved, context } = changer
  if (proved.repeats === 'password') return await repeatChange(server, changer, token, typed.newPassword)
  const hashes = await hashesOf(server, changer, typed)
  if (hashes instanceof Response) return hashes
  const { userId, id: sessionId } = proved.reading.session
  const { users, sessions } = server.store
  return await stepAnswer(server, {
    kind: 'password',
    token,
    proved,
    context,
    take: async (step) => {
      const keep = { kind: 'token', step } as const
      const changed = await users.changePassword({ userId, ...hashes, keep, context })
      if (changed.outcome === 'unmatched')
        return { outcome: 'unmatched', reading: await sessions.find(sessionId) }
      if (changed.kept === null) throw new Error('the session that goes on is not there')
      notifyUser(server, userId, { kind: 'password-changed' }, context)
      return { outcome: 'advanced', reading: changed.kept }
    },
  })
}

/** Changes it in a browser, whose client gets a new secret. */
export async function changePasswordInBrowser(
  server: Server,
  { proved, context }: PasswordChanger,
  browser: ClientPrincipal,
  typed: TypedPasswords,
): Promise<Response> {
  const hashes = await hashesOf(server, { proved, context }, typed)
  if (hashes instanceof Response) return hashes
  const { userId, id: sessionId } = proved.reading.session
  const { secret, rotation } = newClientSecret(server, browser)
  const keep = { kind: 'cookie', sessionId, ...rotation } as const
  const changed = await server.store.users.changePassword({ userId, ...hashes, keep, context })
  if (changed.outcome === 'unmatched' || changed.kept === null) return problem('client_superseded')
  notifyUser(server, userId, { kind: 'password-changed' }, context)
  return await renewedCookies(server, browser, changed.kept, secret)
}

/** A retry: its first request changed the password, to this one unless the person typed another one since. */
async function repeatChange(
  server: Server,
  { proved, context }: PasswordChanger,
  token: string,
  newPassword: string,
): Promise<Response> {
  const isSet = await confirm(server, proved, newPassword, context)
  if (isSet instanceof Response && isSet.status !== 401) return isSet
  const asksTheSame = !(isSet instanceof Response)
  const take = alreadyTaken(proved)
  return await stepAnswer(server, { kind: 'password', token, proved, context, take, asksTheSame })
}

/** Checks the current password and hashes the new one. */
async function hashesOf(
  server: Server,
  { proved, context }: PasswordChanger,
  { currentPassword, newPassword }: TypedPasswords,
) {
  const confirmed = await confirm(server, proved, currentPassword, context)
  if (confirmed instanceof Response) return confirmed
  const hashed = await server.passwords.hash(newPassword)
  if (hashed.outcome === 'busy')
    return problem('server_busy', { retryAfterMs: hashed.retryAfterSeconds * 1000 })
  return { expectHash: confirmed.passwordHash, expect: {}, passwordHash: hashed.hash }
}
