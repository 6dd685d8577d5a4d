/** Signing in and out in Next's server actions: cookies are set through Next. */

// oxlint-disable-next-line typescript/triple-slash-reference -- these modules are declared there, not exported
/// <reference path="./next-modules.d.ts" />

import { cookies, headers } from 'next/headers'
import { type RequestHead, requestHead } from '../backend/request-head.ts'
import { type AddressOptions, addressReader } from '../mount/client-address.ts'
import type { MountOptions } from '../mount/mount-options.ts'
import {
  createSignIn,
  type PasswordInput,
  type SignOutInput,
  type SignUpInput,
  type TokenInput,
  type Visitor,
} from '../sign-in/sign-in-calls.ts'
import type { SignInResult, SignOutResult, SignUpResult, WithCookies } from '../sign-in/sign-in-result.ts'
import { readSetCookie } from './read-set-cookie.ts'

/** What a server action does for the visitor who sent it. A wrong password is a result, not an error. */
export type NextSignIn = {
  /** Signs in by a password. */
  readonly signIn: (input: PasswordInput) => Promise<SignInResult>
  /** Makes an account, and signs in unless its address must be verified first. */
  readonly signUp: (input: SignUpInput) => Promise<SignUpResult>
  /** Exchanges an upstream's token for a session. */
  readonly createSession: (input: TokenInput) => Promise<SignInResult>
  /** Signs out. */
  readonly signOut: (input?: SignOutInput) => Promise<SignOutResult>
}

/** How it is set up: as the mount is. */
export type NextSignInOptions = MountOptions & AddressOptions<Visitor>

/**
 * Makes the functions. They work where Next lets cookies be set: in server actions and route handlers.
 *
 * @throws {CoatcheckError} When an option is wrong.
 */
export function createNextSignIn(options: NextSignInOptions = {}): NextSignIn {
  const clientAddress = addressReader(options, { head: (visitor: Visitor) => requestHead(visitor) })
  const calls = createSignIn({ ...options, clientAddress })
  async function forVisitor<Result>(
    call: (visitor: RequestHead) => Promise<WithCookies<Result>>,
  ): Promise<Result> {
    const { setCookies, ...result } = await call({ method: 'POST', headers: await headers() })
    const jar = await cookies()
    for (const line of setCookies) jar.set(readSetCookie(line))
    return result as Result
  }
  return {
    signIn: (input) => forVisitor((visitor) => calls.signIn(visitor, input)),
    signUp: (input) => forVisitor((visitor) => calls.signUp(visitor, input)),
    createSession: (input) => forVisitor((visitor) => calls.createSession(visitor, input)),
    signOut: (input) => forVisitor((visitor) => calls.signOut(visitor, input)),
  }
}

const byEnvironment = createNextSignIn()

/** Signs in by a password, by the environment's setup. */
export const signIn: NextSignIn['signIn'] = byEnvironment.signIn

/** Makes an account, and signs in unless its address must be verified first. */
export const signUp: NextSignIn['signUp'] = byEnvironment.signUp

/** Exchanges an upstream's token for a session. */
export const createSession: NextSignIn['createSession'] = byEnvironment.createSession

/** Signs out. */
export const signOut: NextSignIn['signOut'] = byEnvironment.signOut
