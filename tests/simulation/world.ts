/** One world, from its seed to its end: browsers, people, a server, and those who watch. */

import type { Environment } from '@coatcheck/sdk/browser'
import { audit } from './audit.ts'
import { createCalm } from './calm.ts'
import { beginDeeds } from './deed-doers.ts'
import { createDeeds } from './deeds.ts'
import type { Dice } from './dice.ts'
import { createGround } from './ground.ts'
import { type Host, openHost } from './host.ts'
import { createJudge, type Finding } from './judge.ts'
import { beginMischief, type Mischief } from './mischief.ts'
import { createOutside } from './outside.ts'
import { populate } from './population.ts'
import { prepareServer } from './prepared-server.ts'
import type { Resident } from './resident.ts'
import type { Scenario } from './scenario.ts'
import type { Tab } from './tab.ts'
import { watchRequests } from './watch-requests.ts'
import { watchSignOuts } from './watch-sign-outs.ts'
import { watchTokens } from './watch-tokens.ts'

/** What became of a world. */
export type Outcome = {
  readonly scenario: Scenario
  readonly findings: readonly Finding[]
  readonly trace: readonly string[]
  /** Of everything that happened. */
  readonly hash: string
  readonly clientDays: number
  readonly requests: number
  readonly mostInAMinute: number
  readonly tokensUsed: number
  readonly signOuts: { readonly [reason: string]: number }
  readonly byPath: { readonly [path: string]: number }
}

/** How clients of a world differ from honest ones, as a control. */
export type Mutation = (honest: Environment, dice: Dice) => Environment

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** From the last trouble until those come back who were not there, and until everybody must have what they need. */
const AFTERMATH_MS = 2 * MINUTE_MS
const KIND_MS = 3 * MINUTE_MS

/** Runs a world to its end, or until something is found. */
export async function runWorld(scenario: Scenario, mutate: Mutation = (honest) => honest): Promise<Outcome> {
  const prepared = await prepareServer()
  const restless: Host[] = []
  const ground = createGround(scenario.seed, () => restless)
  const { agenda, journal } = ground
  const startMs = agenda.nowMs()
  const judge = createJudge()
  const calm = createCalm(agenda.nowMs)
  const deeds = createDeeds()
  const host = await openHost(ground, prepared, scenario.settings)
  restless.push(host)
  const signOuts = watchSignOuts(ground, host, deeds, judge)
  const tokens = watchTokens(ground, judge)
  const requests = watchRequests(ground, calm, judge)
  let residents: readonly Resident[] = []
  let mischief: Mischief | null = null
  const parts = { ground, prepared, host, mischief: () => mischief, judge, tokens, requests }
  const mutationDice = ground.dice.fork()
  const surroundings = {
    fetch: createOutside(parts),
    environmentOf: (honest: Environment) => mutate(honest, mutationDice),
    onStepOutside: (tab: Tab) => mischief?.onStepOutside(tab),
  }
  residents = populate(
    { ground, scenario, surroundings, watches: { judge, signOuts, tokens }, deeds, calm },
    prepared,
  )
  const scene = { scenario, host, residents: () => residents, calm, deeds }
  mischief = beginMischief(ground, scene)
  const rest = beginDeeds(ground, scene)

  const isOver = (): boolean => judge.findings.length > 0
  const pass = async (ms: number): Promise<void> => {
    const untilMs = agenda.nowMs() + ms
    while (!isOver() && agenda.nowMs() < untilMs) {
      await ground.run(Math.min(untilMs, agenda.nowMs() + MINUTE_MS), isOver)
      if (host.isUp()) signOuts.catchUp()
    }
  }
  await pass(scenario.lengthMs)
  rest()
  mischief.cease()
  await pass(AFTERMATH_MS)
  for (const resident of residents) resident.gather()
  await pass(KIND_MS)
  for (const resident of isOver() ? [] : residents) {
    let isDone = false
    void audit(resident, host, judge).then(() => {
      isDone = true
    })
    await pass(20_000)
    if (!isDone && !isOver())
      judge.find('liveness', resident.browser.name, 'waits for a token in fair weather')
  }
  await host.close()
  return {
    scenario,
    findings: judge.findings,
    trace: journal.last(20_000),
    hash: journal.hash(),
    clientDays: (scenario.browsers * (agenda.nowMs() - startMs)) / DAY_MS,
    requests: requests.count(),
    mostInAMinute: requests.most(),
    tokensUsed: tokens.count(),
    signOuts: Object.fromEntries(signOuts.counts),
    byPath: Object.fromEntries(requests.byPath),
  }
}
