/** What the switches do, and the sentence that says what came of it. */

import type { ClientState } from '@coatcheck/sdk/browser'
import { momentMs } from '../journal/report.ts'
import { reasonWords } from '../journal/words.ts'
import type { Network } from '../world/world.ts'
import { changeRole, type DemoEnd, type DemoRole, endSession } from './demo-api.ts'
import { inMs, untilRefused } from './measure.ts'
import type { Playground } from './playground.ts'
import { nextState } from './next-state.ts'

/** Does something, and says meanwhile and afterwards what comes of it. */
export async function perform(
  { outcomes }: Playground,
  act: string,
  work: () => Promise<string>,
): Promise<void> {
  const say = (text: string, isUnderWay: boolean): void =>
    outcomes.set((before) => ({ ...before, [act]: { text, isUnderWay } }))
  say('…', true)
  try {
    say(await work(), false)
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), false)
  }
}

/** Switches the network. */
export async function setNetwork({ client, world, journal }: Playground, network: Network): Promise<string> {
  journal.note('browser', { mark: 'act', tone: 'plain', title: NETWORKS[network].title })
  world.state.set((before) => ({ ...before, network }))
  if (network === 'fine') {
    const state = await client.reload()
    return state.session === null
      ? 'The network is back.'
      : 'The network is back, and everybody is where they were: nobody was asked to sign in.'
  }
  // An application that needs a token just now: it is what makes a client look.
  await client.getToken({ skipCache: true }).catch(() => null)
  return NETWORKS[network].outcome
}

const NETWORKS: { readonly [N in Network]: { readonly title: string; readonly outcome: string } } = {
  fine: { title: 'The network is mended', outcome: '' },
  offline: {
    title: 'The network is cut',
    outcome:
      'The user sees that they are offline, and everything that was there. The token at hand goes on until it runs out; nobody is signed out.',
  },
  down: {
    title: 'The server is down: a proxy answers 503',
    outcome:
      'The user sees a note that the service is not well. The client asks again, less and less often; nobody is signed out.',
  },
  captive: {
    title: 'A hotel’s network answers everything with its own page',
    outcome:
      'A page where JSON should be is nobody’s word about anything: the user stays signed in until the real server says otherwise.',
  },
}

/** Asks for a new token, and loses the answer on its way back. */
export async function loseAnswer({ client, world }: Playground): Promise<string> {
  const sinceMs = momentMs()
  world.state.set((before) => ({ ...before, losesNext: true }))
  try {
    const token = await client.getToken({ skipCache: true })
    const took = inMs(momentMs() - sinceMs)
    return token === null
      ? 'Nobody is signed in: there was no token to ask for.'
      : `The answer got lost, the client asked again, and had its token after ${took}. Nobody was signed out.`
  } finally {
    world.state.set((before) => ({ ...before, losesNext: false }))
  }
}

const YEAR_MS = 365.25 * 24 * 60 * 60 * 1000

/** Sets the clock of this machine. */
export async function setClock({ client, world, journal }: Playground, years: number): Promise<string> {
  const title =
    years === 0
      ? 'The clock is set right'
      : `The clock jumps ${Math.abs(years)} years ${years > 0 ? 'ahead' : 'back'}`
  journal.note('browser', { mark: 'act', tone: 'plain', title })
  world.state.set((before) => ({ ...before, clockOffsetMs: years * YEAR_MS }))
  const token = await client.getToken()
  if (token === null) return 'Nobody is signed in; the clock is wrong all the same.'
  return years === 0
    ? 'The clock is right again. Nothing depended on it.'
    : 'The user sees nothing of it: the client goes by the server’s time. The token is good, and nobody is signed out.'
}

/** Gives the demo account another role, and measures how soon it is in force. */
export async function giveRole({ client, journal }: Playground, role: DemoRole): Promise<string> {
  const { session } = client.state
  const old = await client.getToken()
  if (session === null || old === null) return 'Nobody is signed in.'
  const sinceMs = momentMs()
  journal.note('browser', { mark: 'act', tone: 'plain', title: `An administrator makes the user ${role}` })
  const renewed = nextState(client, ({ token }) => token?.claims['role'] === role)
  await changeRole(session.id, role)
  const [refused, hasNew] = await Promise.all([untilRefused(old, sinceMs), renewed])
  if (refused === null || !hasNew) return 'The change was not felt within ten seconds.'
  const tookMs = momentMs() - sinceMs
  journal.note('api', {
    mark: 'event',
    tone: 'warn',
    title: 'The API refuses the old token',
    detail: `${refused.reason}, ${inMs(refused.afterMs)} after the click`,
  })
  return `Refused with the old role ${inMs(refused.afterMs)} after the click (${refused.reason}); the new token says ${role} after ${inMs(tookMs)}. The user saw no more than a new menu.`
}

/** Ends the session of this tab, and tells what is felt of it. */
export async function end(playground: Playground, by: DemoEnd): Promise<string> {
  const { client, endedAt, journal } = playground
  const { session } = client.state
  if (session === null) return 'Nobody is signed in.'
  const sinceMs = momentMs()
  endedAt.set((before) => ({ ...before, browser: sinceMs }))
  journal.note('browser', { mark: 'act', tone: 'plain', title: ENDS[by] })
  const over = nextState(client, ({ session: now }) => now?.id !== session.id)
  await endSession(session.id, by)
  if (!(await over)) return 'It was not felt within ten seconds.'
  return `Felt here ${inMs(momentMs() - sinceMs)} after the click: ${lowerFirst(reasonOf(client.state))} The user is asked to sign in, and told why.`
}

const ENDS: { readonly [By in DemoEnd]: string } = {
  absolute: 'Seven days pass: the session reaches its age limit',
  idle: 'Nobody acts: the session reaches its idle limit',
  administrator: 'An administrator ends the session',
}

function reasonOf({ reason }: ClientState): string {
  return reason === null ? 'It is over.' : reasonWords(reason)
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
