/** Somebody with a browser: they come, look, act, sign in when asked to, and leave again. */

import { type Application, startApplication, type Watches } from './application.ts'
import { type Browser } from './browser.ts'
import type { Calm } from './calm.ts'
import type { Deeds } from './deeds.ts'
import type { Ground } from './ground.ts'
import type { Person } from './prepared-server.ts'
import type { Scenario } from './scenario.ts'
import { openTab, type Surroundings, type Tab } from './tab.ts'

/** Somebody with a browser. */
export type Resident = {
  readonly browser: Browser
  readonly person: Person
  /** The tabs that are there, oldest first. */
  readonly applications: () => readonly Application[]
  /** The session that this browser has, as far as it was told. */
  readonly sessionId: () => string | null
  /** Comes to look. */
  readonly visit: () => void
  /** Comes to stay: everything that is frozen or asleep goes on, and one tab is in view. */
  readonly gather: () => void
  readonly isHere: () => boolean
  /** A tab is gone: closed, or crashed. */
  readonly lose: (tab: Tab) => void
}

/** What a resident lives by. */
export type Life = {
  readonly ground: Ground
  readonly scenario: Scenario
  readonly surroundings: Surroundings
  readonly watches: Watches
  readonly deeds: Deeds
  readonly calm: Calm
}

const MOST_TABS = 4
const NAP_MS = 600_000
/** From then on, what acts say can be expected to have been told. */
const TELLABLE_AFTER_MS = 180_000
/** A person looks for so long before they believe that they have to sign in. */
const SURPRISE_MS = 5_000

/** Somebody moves in. */
export function moveIn(life: Life, browser: Browser, person: Person): Resident {
  const { ground, scenario, surroundings, watches, deeds, calm } = life
  const { agenda, journal } = ground
  const dice = ground.dice.fork()
  let applications: readonly Application[] = []
  let opened = 0
  let leavesAtMs = -Infinity
  let sessionId: string | null = null
  let isSigningIn = false

  const running = (): readonly Application[] => applications.filter(({ tab }) => !tab.loop.isFrozen())
  const inView = (): readonly Application[] =>
    browser.machine.isAwake() ? running().filter(({ tab }) => tab.page.page.isVisible()) : []

  function open(memory?: Map<string, string>): Application {
    opened += 1
    const name = `${browser.name}.${opened}`
    const tab = openTab(ground, surroundings, browser, { name, ...(memory && { memory }) })
    const application = startApplication(tab, dice.fork(), watches)
    tab.client.onChange(({ state }) => {
      if (state.session !== null) sessionId = state.session.id
    })
    applications = [...applications, application]
    journal.note(name, 'opens')
    return application
  }

  function lose(tab: Tab): void {
    tab.leave()
    applications = applications.filter((one) => one.tab !== tab)
  }

  function show(tab: Tab): void {
    if (tab.loop.isFrozen()) {
      tab.loop.thaw()
      tab.loop.deliver(() => tab.page.resume(dice.pick(['resume', 'pageshow'])))
    }
    tab.loop.deliver(tab.page.show)
  }

  function visit(): void {
    browser.machine.wake()
    const [first] = applications
    const isSideBySide = scenario.temper === 'busy' && dice.chance(0.6)
    if (!isSideBySide) for (const { tab } of inView()) tab.page.hide()
    if (first === undefined || dice.chance(0.3)) open()
    else if (dice.chance(0.2)) reload(dice.pick([first, ...applications]).tab)
    else show(dice.pick([first, ...applications]).tab)
    if (applications.length > MOST_TABS && first !== undefined) lose(first.tab)
    const isHere = leavesAtMs > agenda.nowMs()
    leavesAtMs = Math.max(leavesAtMs, agenda.nowMs() + dice.about(scenario.visitMs))
    if (!isHere) pulse()
  }

  function reload(tab: Tab): void {
    lose(tab)
    open(tab.memory)
  }

  function pulse(): void {
    agenda.after(dice.about(scenario.pulseMs), () => {
      if (agenda.nowMs() > leavesAtMs) return leave()
      if (browser.machine.isAwake()) for (const application of inView()) beat(application)
      pulse()
    })
  }

  function beat({ tab, work }: Application): void {
    const { state } = tab.client
    if (dice.chance(0.7)) {
      tab.loop.deliver(tab.page.act)
      const isTellable = calm.forMs(browser.name, 'server') > TELLABLE_AFTER_MS
      if (isTellable && state.session !== null && state.error === null)
        watches.signOuts.acted(state.session.id)
    }
    if (state.status === 'signed-out') wonder(tab)
    else if (dice.chance(0.5)) tab.loop.deliver(work)
  }

  /** The page says that nobody is signed in. */
  function wonder(tab: Tab): void {
    if (isSigningIn) return
    isSigningIn = true
    const { state } = tab.client
    agenda.after(SURPRISE_MS, () => {
      isSigningIn = false
      const isStill = tab.client.state === state && inView().some((one) => one.tab === tab)
      if (!isStill) return
      if (sessionId !== null) watches.signOuts.asked(tab.name, sessionId)
      sessionId = null
      isSigningIn = true
      tab.loop.deliver(() => void signIn(tab))
    })
    agenda.after(60_000, () => {
      isSigningIn = false
    })
  }

  async function signIn(tab: Tab): Promise<void> {
    const { email, password, userId } = person
    deeds.did(userId, 'signed_in_again')
    const outcome = await tab.client.signIn({ email, password })
    journal.note(
      tab.name,
      outcome.ok ? `is signed in: ${outcome.session.id}` : `is not signed in: ${outcome.code}`,
    )
    isSigningIn = false
  }

  function leave(): void {
    const how = dice.number()
    const [first] = inView()
    if (how < 0.45) for (const { tab } of inView()) tab.page.hide()
    else if (how < 0.6 && first !== undefined) lose(first.tab)
    else if (how < 0.65) for (const { tab } of applications) lose(tab)
    else if (how < 0.85) browser.machine.sleep()
    // Machines that nobody touches fall asleep by themselves.
    else agenda.after(NAP_MS, () => leavesAtMs < agenda.nowMs() && browser.machine.sleep())
    journal.note(browser.name, 'is left')
    agenda.after(dice.about(scenario.awayMs), visit)
  }

  agenda.after(dice.about(scenario.awayMs), visit)
  return {
    browser,
    person,
    applications: () => applications,
    sessionId: () => sessionId,
    visit,
    gather: () => {
      browser.machine.wake()
      for (const { tab } of applications) tab.loop.thaw()
      const tab = (inView()[0] ?? applications[0] ?? open()).tab
      show(tab)
      if (leavesAtMs < agenda.nowMs()) pulse()
      leavesAtMs = Infinity
    },
    isHere: () => leavesAtMs > agenda.nowMs(),
    lose,
  }
}
