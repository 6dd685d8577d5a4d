/** The world that a client lives in, as ports: a browser's, or one that a simulation makes up. */

/** Everything that a client takes from around it. */
export type Environment = {
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** Milliseconds that never go back. They may stand still while the machine sleeps. */
  readonly monotonicMs: () => number
  /** Milliseconds since 1970 as this machine has them: they may be wrong, and jump. */
  readonly wallMs: () => number
  /** A number in [0, 1). */
  readonly random: () => number
  readonly randomBytes: (length: number) => Uint8Array
  /** Calls back once. @returns Calls it off. */
  readonly setTimer: (afterMs: number, callback: () => void) => () => void
  /** Locks between the tabs of an origin; `null` where there are none. */
  readonly locks: Locks | null
  /** A channel between the tabs of an origin; `null` where there is none. */
  readonly openChannel: ((name: string, onMessage: (message: unknown) => void) => Channel) | null
  /** What the tab says of itself and of the person in front of it; `null` where there is no page. */
  readonly page: Page | null
  /** Whether there is a network, as far as this machine knows. */
  readonly isOnline: () => boolean
  /** Calls back whenever that changes. @returns Calls it off. */
  readonly onOnlineChange: (listener: () => void) => () => void
  /** A text that this tab remembers across reloads. */
  readonly tabMemory: {
    readonly get: (name: string) => string | null
    readonly set: (name: string, value: string | null) => void
  }
}

/** Exclusive locks by name (Web Locks). */
export type Locks = {
  /**
   * Works while it has the lock. When the lock is not to be had in that time, it is taken from whoever has it, who may be
   * frozen.
   */
  readonly exclusively: <T>(
    name: string,
    options: { readonly stealAfterMs: number; readonly onWait?: () => void },
    work: () => Promise<T>,
  ) => Promise<T>
  /** Works once it is first in line, until the signal aborts or the work ends. */
  readonly inTurn: (name: string, over: AbortSignal, work: () => Promise<void>) => Promise<void>
}

/** A channel to the other tabs. */
export type Channel = { readonly post: (message: unknown) => void; readonly close: () => void }

/** How a tab is found to be looked at again: it is seen, shown from a cache, or thawed. */
export type Wake = 'visibilitychange' | 'pageshow' | 'resume'

/** A tab, and the person in front of it. */
export type Page = {
  readonly isVisible: () => boolean
  /** Calls back when the tab is seen again, shown from a cache, or thawed. @returns Calls it off. */
  readonly onWake: (listener: (by: Wake) => void) => () => void
  /** Calls back when the tab is no longer seen. */
  readonly onHide: (listener: () => void) => () => void
  /** Calls back when the person does something: moves, taps, types. */
  readonly onAct: (listener: () => void) => () => void
}
