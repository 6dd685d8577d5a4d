#!/usr/bin/env node
/** A command line that people sign in to: `notes login`, `notes whoami`, `notes logout`. */

import { homedir } from 'node:os'
import { join } from 'node:path'
import { deviceLogin, fileTokenStore, NativeError, resume } from '@coatcheck/sdk/native'

const options = {
  issuer: process.env.COATCHECK_URL ?? 'http://localhost:4000',
  // Of your own application: POST /api/admin/oauth-clients. The one of the coatcheck command works everywhere.
  clientId: process.env.NOTES_CLIENT_ID ?? 'coatcheck-cli',
  store: fileTokenStore(process.env.NOTES_TOKENS ?? join(homedir(), '.config', 'notes', 'tokens.json')),
}

const commands = {
  login: async () => {
    await deviceLogin({
      ...options,
      scopes: ['openid', 'email', 'offline_access'],
      onCode: ({ verificationUri, userCode }) => console.log(`Go to ${verificationUri} and type ${userCode}`),
    })
    console.log('Signed in.')
  },
  whoami: async () => {
    const { email } = await resume(options).whoAmI()
    console.log(email)
  },
  // Any API that takes tokens of your server: the token is renewed when it has to be.
  get: async (url) => {
    const response = await resume(options).fetch(url)
    console.log(`${response.status} ${await response.text()}`)
  },
  logout: async () => {
    await resume(options).signOut()
    console.log('Signed out.')
  },
}

const [name = '', ...rest] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
if (command === undefined) {
  console.error(`usage: notes ${Object.keys(commands).join(' | ')}`)
  process.exitCode = 2
} else {
  try {
    await command(...rest)
  } catch (error) {
    if (!(error instanceof NativeError)) throw error
    console.error(`notes: ${error.message}`)
    process.exitCode = 1
  }
}
