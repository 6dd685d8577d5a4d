/** What goes wrong, at all ends: clocks, networks, tabs, disks, and the server. All of it passes. */

import type { Calm } from './calm.ts'
import type { Ground } from './ground.ts'
import type { Host } from './host.ts'
import type { Resident } from './resident.ts'
import type { Scenario } from './scenario.ts'
import type { Tab } from './tab.ts'
import { badGateway, badWeather, FAIR, type Gateway } from './weather.ts'

/** Mischief. */
export type Mischief = {
  readonly gateway: () => Gateway
  /** How far the clock of whoever writes `Date` is off. */
  readonly dateOffMs: () => number
  /** A tab asks for something outside. */
  readonly onStepOutside: (tab: Tab) => void
  /** From now on nothing goes wrong, and what was wrong is over. */
  readonly cease: () => void
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const YEAR = 365 * 24 * HOUR

/** Lets it begin. */
export function beginMischief(
  ground: Ground,
  {
    scenario,
    host,
    residents,
    calm,
  }: {
    readonly scenario: Scenario
    readonly host: Host
    readonly residents: () => readonly Resident[]
    readonly calm: Calm
  },
): Mischief {
  const { agenda, journal } = ground
  const dice = ground.dice.fork()
  const isQuiet = scenario.temper === 'quiet'
  let gateway: Gateway = { kind: 'open' }
  let dateOffMs = 0
  let isOver = false
  const running = new Set<() => void>()

  /** Something is wrong for a while. */
  function trouble(where: string, what: string, forMs: number, end: () => void): void {
    journal.note(where, `${what}, for ${Math.round(forMs / 1000)} s`)
    const settled = calm.disturb(where)
    const stop = (): void => {
      if (!running.delete(stop)) return
      cancel()
      end()
      settled()
      journal.note(where, `${what}: over`)
    }
    const cancel = agenda.after(forMs, stop)
    running.add(stop)
  }

  function strike(resident: Resident): void {
    const { browser } = resident
    const { name, machine, network } = browser
    const [tab] = resident.applications().map((one) => one.tab)
    const kind = dice.number()
    if (kind < 0.4) {
      network.setWeather(badWeather(dice))
      const { isOnline, hasPortal, lostOnTheWay, lostOnTheWayBack, cutsStreamsMs } = network.weather()
      const what = `weather: online ${isOnline}, portal ${hasPortal}, loses ${lostOnTheWay} ${lostOnTheWayBack}, cuts ${cutsStreamsMs}`
      trouble(name, what, dice.about(isQuiet ? 20 * MINUTE : 40 * SECOND), () => network.setWeather(FAIR))
    } else if (kind < 0.55) {
      const byMs =
        dice.pick([-1, 1]) * dice.pick([2 * SECOND, 30 * SECOND, 40 * MINUTE, 5 * HOUR, YEAR, 20 * YEAR])
      machine.setWall(byMs)
      journal.note(name, `the wall clock is set by ${byMs / 1000} s`)
      if (dice.chance(0.5)) agenda.after(dice.about(10 * MINUTE), () => machine.setWall(-byMs))
    } else if (kind < 0.7 && machine.isAwake()) {
      const forMs = dice.about(isQuiet ? 2 * HOUR : 90 * SECOND)
      machine.sleep()
      trouble(name, 'sleeps', forMs, machine.wake)
    } else if (kind < 0.85 && tab !== undefined) freeze(tab, dice.about(isQuiet ? HOUR : 30 * SECOND))
    else if (kind < 0.93 && tab !== undefined) crash(resident, tab)
    else if (browser.kind.mode === 'token') {
      browser.storage.setTrouble(true)
      trouble(name, 'the storage is full', dice.about(2 * MINUTE), () => browser.storage.setTrouble(false))
    }
  }

  function freeze(tab: Tab, forMs: number): void {
    if (tab.loop.isFrozen()) return
    tab.loop.freeze()
    trouble(tab.browser.name, `${tab.name} is frozen`, forMs, () => {
      tab.loop.thaw()
      if (dice.chance(0.5)) tab.loop.deliver(() => tab.page.resume('resume'))
    })
  }

  function crash(resident: Resident, tab: Tab): void {
    journal.note(tab.name, 'crashes')
    resident.lose(tab)
    if (resident.isHere()) agenda.after(2 * SECOND, () => isOver || resident.visit())
  }

  function strikeServer(): void {
    const kind = dice.number()
    if (kind < 0.35) {
      gateway = badGateway(dice)
      trouble(
        'server',
        `gateway: ${JSON.stringify(gateway)}`,
        dice.about(isQuiet ? 10 * MINUTE : MINUTE),
        () => {
          gateway = { kind: 'open' }
        },
      )
    } else if (kind < 0.55) {
      dateOffMs = dice.pick([-HOUR, -20 * SECOND, -2 * SECOND, 2 * SECOND, 20 * SECOND, HOUR])
      trouble('server', `Date is off by ${dateOffMs} ms`, dice.about(10 * MINUTE), () => {
        dateOffMs = 0
      })
    } else if (host.isUp()) {
      const downMs = dice.about(20 * SECOND)
      const losesMs = dice.pick([0, SECOND, 10 * SECOND])
      const settled = calm.disturb('server')
      journal.note('server', `restarts, loses ${losesMs} ms`)
      ground.holdTime(host.restart(downMs, losesMs))
      agenda.after(downMs + SECOND, settled)
    }
  }

  function again(meanMs: number, act: () => void): void {
    agenda.after(dice.about(meanMs), () => {
      if (isOver) return
      act()
      again(meanMs, act)
    })
  }

  for (const resident of residents()) again(scenario.troubleMs, () => strike(resident))
  again(scenario.outageMs, strikeServer)

  return {
    gateway: () => gateway,
    dateOffMs: () => dateOffMs,
    onStepOutside: (tab) => {
      if (isOver || !dice.chance(scenario.hazard)) return
      const resident = residents().find(({ browser }) => browser === tab.browser)
      if (resident === undefined) return
      // Not in the middle of its own task: at the end of it.
      if (dice.chance(0.3))
        agenda.after(0, () => resident.applications().some((one) => one.tab === tab) && crash(resident, tab))
      else freeze(tab, dice.pick([200, 3 * SECOND, 7 * SECOND, 12 * SECOND, 90 * SECOND]))
    },
    cease: () => {
      isOver = true
      for (const stop of running) stop()
    },
  }
}
