/** What the page and the frame of its second device say to each other. */

import type { Report } from '../journal/report.ts'
import type { DemoCredentials } from './demo-api.ts'

/** To the second device. */
export type ToPhone =
  /** Who is signed in in the browser, if anybody is who the device may sign in as. */
  | { readonly kind: 'user'; readonly email: string | null }
  | { readonly kind: 'credentials'; readonly credentials: DemoCredentials }

/** From it. */
export type FromPhone =
  | { readonly kind: 'ready' }
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'wants-credentials' }
  /** It ends the session of the browser. */
  | { readonly kind: 'ends-browser'; readonly atMs: number }

/** Says something to the other side, which is of the same origin or gets nothing. */
export function say(target: Window | null | undefined, message: ToPhone | FromPhone): void {
  target?.postMessage(message, location.origin)
}

/** Hears what one window of our own says. @returns Stops hearing. */
export function hear<Message extends ToPhone | FromPhone>(
  source: () => Window | null | undefined,
  onMessage: (message: Message) => void,
): () => void {
  const listener = (event: MessageEvent): void => {
    if (event.origin === location.origin && event.source === source()) onMessage(event.data as Message)
  }
  addEventListener('message', listener)
  return () => removeEventListener('message', listener)
}
