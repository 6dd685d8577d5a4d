/** A browser on a machine: its cookies, its storage, its locks and channels, and the tabs that share them. */

import type { DeviceKey } from '@coatcheck/sdk/browser'
import { type Channels, createChannels } from './channels.ts'
import { type CookieJar, createCookieJar } from './cookie-jar.ts'
import { createDeviceStorage, type DeviceStorage } from './device-storage.ts'
import type { Ground } from './ground.ts'
import { createLockManager, type LockManager } from './locks.ts'
import { type Clocks, createMachine, type Machine } from './machine.ts'
import { createNetwork, type Network } from './network.ts'

/** How a browser keeps its sessions. */
export type Kind = {
  readonly mode: 'cookie' | 'token'
  /** The key of the device, where it has one. */
  readonly deviceKey: DeviceKey | null
  readonly clocks: Clocks
}

/** A browser. */
export type Browser = {
  readonly name: string
  readonly kind: Kind
  readonly machine: Machine
  readonly network: Network
  readonly jar: CookieJar
  readonly storage: DeviceStorage
  readonly locks: LockManager
  readonly channels: Channels
}

/** Makes one that nobody is signed in in. */
export function createBrowser(ground: Ground, name: string, kind: Kind): Browser {
  const { agenda } = ground
  const machine = createMachine(agenda, kind.clocks)
  return {
    name,
    kind,
    machine,
    network: createNetwork(ground, machine),
    jar: createCookieJar(agenda.nowMs),
    storage: createDeviceStorage(ground),
    locks: createLockManager(agenda),
    channels: createChannels(agenda),
  }
}
