/**
 * An application without cookies in a process of its own: `<url> <place> <folder> <n> <account as JSON>`. It signs in unless
 * somebody is signed in, refreshes, and dies at the nth step, of which there is one before each change of a
 * file, before each request and after each answer. It says who is signed in, and each token that it gets.
 */

import { writeSync } from 'node:fs'
import { ClientError, createTokenClient } from '@coatcheck/sdk/browser'
import { openPlace, type PlaceName } from './file-places.ts'

const [url = '', place = '', folder = '', dieAt = '', account = ''] = process.argv.slice(2)
// Straight to the pipe: a line that waits in this process would die with it.
const say = (line: string): void => void writeSync(1, `${line}\n`)

let steps = 0
function step(): void {
  if (steps++ === Number(dieAt)) process.kill(process.pid, 'SIGKILL')
}

const client = createTokenClient({
  url,
  storage: openPlace(place as PlaceName, folder, step),
  environment: {
    fetch: async (input, init) => {
      step()
      const answer = await fetch(input, init)
      step()
      return answer
    },
  },
})

const { session } = await client.load()
if (session !== null) say(`still ${session.id}`)
else {
  const opened = await client.signIn(
    JSON.parse(account) as { readonly email: string; readonly password: string },
  )
  say(opened.ok ? `in ${opened.session.id}` : `not in: ${opened.code}`)
}
try {
  const token = await client.getToken({ skipCache: true })
  say(token === null ? 'nobody' : `token ${token}`)
} catch (error) {
  if (!(error instanceof ClientError)) throw error
  say(`no token: ${error.code}`)
}
say('done')
client.close()
