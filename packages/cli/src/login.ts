/** `coatcheck login`, `whoami` and `logout`: this command line as an application that people sign in to. */

import { homedir } from 'node:os'
import { join } from 'node:path'
import { COMMAND_LINE_CLIENT_ID } from '@coatcheck/core/protocol'
import {
  deviceLogin,
  fileTokenStore,
  loopbackLogin,
  NativeError,
  resume,
  type SignedIn,
} from '@coatcheck/sdk/native'
import { canOpenBrowser, openBrowser } from './open-browser.ts'
import { type Terminal, terminalFor } from './terminal.ts'

/** The flags of `coatcheck login`. */
export type LoginFlags = {
  /** Where the server is. */
  readonly url: string
  readonly clientId?: string
  /** By a code, also where a browser could be opened. */
  readonly device?: true
}

const SCOPES = ['openid', 'profile', 'email', 'offline_access']

/** Signs in: by a browser of this machine where there is one, else by a code for another device. */
export async function login({ url, clientId = COMMAND_LINE_CLIENT_ID, device }: LoginFlags): Promise<void> {
  const terminal = terminalFor(process.stderr.isTTY, process.env)
  const options = { issuer: url, clientId, store: fileTokenStore(loginFile()), scopes: SCOPES }
  const byCode = device === true || !canOpenBrowser(process.platform, process.env)
  const signedIn = byCode
    ? await deviceLogin({ ...options, onCode: (code) => say(codeText(code, terminal)) })
    : await loopbackLogin({
        ...options,
        open: (address) => {
          say(`Sign in in your browser. If it does not open, go to\n\n  ${address}\n\nor use --device.\n`)
          openBrowser(address)
        },
      })
  say(`${terminal.good('✓')} Signed in to ${url} as ${terminal.bold(await nameOf(signedIn))}.\n`)
}

/** Prints who is signed in. */
export async function whoAmI(): Promise<void> {
  const { issuer, signedIn } = await current()
  process.stdout.write(`${await nameOf(signedIn)} at ${issuer}\n`)
}

/** Signs out. */
export async function logout(): Promise<void> {
  const { issuer, signedIn } = await current()
  const { revoked } = await signedIn.signOut()
  say(
    revoked
      ? `Signed out of ${issuer}.\n`
      : `Signed out here. ${issuer} could not be told: end it on the account page there.\n`,
  )
}

async function current(): Promise<{ readonly issuer: string; readonly signedIn: SignedIn }> {
  const store = fileTokenStore(loginFile())
  const kept = await store.read()
  if (kept === null) throw new NativeError('signed-out', 'nobody is signed in; run coatcheck login')
  const { issuer, clientId } = kept
  return { issuer, signedIn: resume({ issuer, clientId, store }) }
}

/** Where the tokens are kept (XDG Base Directory Specification). */
function loginFile(): string {
  const { XDG_CONFIG_HOME: configured = '' } = process.env
  return join(configured === '' ? join(homedir(), '.config') : configured, 'coatcheck', 'login.json')
}

async function nameOf(signedIn: SignedIn): Promise<string> {
  const { email, name, sub } = await signedIn.whoAmI()
  const [said] = [email, name, sub].filter((text) => typeof text === 'string')
  return printable(said ?? 'somebody')
}

function codeText(
  code: {
    readonly userCode: string
    readonly verificationUri: string
    readonly verificationUriComplete: string
  },
  { bold, dim }: Terminal,
): string {
  return `
  Go to      ${bold(printable(code.verificationUri))}
  and type   ${bold(printable(code.userCode))}

  ${dim(`or open    ${printable(code.verificationUriComplete)}`)}

Waiting for you to let this command line in. Ctrl-C gives it up.
`
}

/** Without what would steer the terminal: what is printed comes from a server. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '')
}

function say(text: string): void {
  process.stderr.write(text)
}
