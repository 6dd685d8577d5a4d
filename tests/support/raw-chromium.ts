/**
 * Chromium spoken to by its own protocol alone. Under Playwright every tab is in front and none sleeps; here tabs are
 * hidden by others, and can be frozen.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { CHROMIUM_ARGS, CHROMIUM_PATH } from './chromium.ts'

/** A browser. */
export type RawChromium = {
  /** Opens a tab in front of the others. */
  readonly openTab: (url: string) => Promise<RawTab>
  readonly close: () => Promise<void>
}

/** A tab. */
export type RawTab = {
  /** Gives what an expression in the page comes to, as JSON; a promise is waited for. */
  readonly evaluate: <T>(expression: string) => Promise<T>
  /** Takes it to the front: the others are hidden. */
  readonly show: () => Promise<void>
  readonly freeze: () => Promise<void>
  readonly thaw: () => Promise<void>
}

type Message = {
  readonly id?: number
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** Starts it, with a profile of its own. */
export async function startRawChromium(): Promise<RawChromium> {
  const profile = mkdtempSync(join(tmpdir(), 'coatcheck-chromium-'))
  const args = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, ...CHROMIUM_ARGS]
  const browser = spawn(CHROMIUM_PATH, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const socket = new WebSocket(await addressOf(browser))
  await once(socket, 'open')
  const waiting = new Map<number, (message: Message) => void>()
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data)) as Message
    waiting.get(message.id ?? 0)?.(message)
    waiting.delete(message.id ?? 0)
  }
  let last = 0

  async function ask<T>(method: string, params: object, sessionId?: string): Promise<T> {
    const id = (last += 1)
    const answer = new Promise<Message>((resolve) => waiting.set(id, resolve))
    socket.send(JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }))
    const { result, error } = await answer
    if (error !== undefined) throw new Error(`${method}: ${error.message}`)
    return result as T
  }

  return {
    openTab: async (url) => {
      const { targetId } = await ask<{ readonly targetId: string }>('Target.createTarget', {
        url: 'about:blank',
      })
      const attached = await ask<{ readonly sessionId: string }>('Target.attachToTarget', {
        targetId,
        flatten: true,
      })
      const tell = <T>(method: string, params: object = {}): Promise<T> =>
        ask<T>(method, params, attached.sessionId)
      await tell('Page.enable')
      await tell('Page.navigate', { url })
      return {
        evaluate: async <T>(expression: string) => {
          const asked = { expression, awaitPromise: true, returnByValue: true }
          const { result, exceptionDetails } = await tell<{
            readonly result: { readonly value: T }
            readonly exceptionDetails?: object
          }>('Runtime.evaluate', asked)
          if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
          return result.value
        },
        show: () => tell('Page.bringToFront'),
        freeze: () => tell('Page.setWebLifecycleState', { state: 'frozen' }),
        thaw: () => tell('Page.setWebLifecycleState', { state: 'active' }),
      }
    },
    close: async () => {
      const gone = once(browser, 'exit')
      browser.kill()
      await gone
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Where it listens: it says so among whatever else it says. */
async function addressOf({ stderr }: ChildProcess): Promise<string> {
  if (stderr === null) throw new Error('its output is read')
  for await (const line of createInterface(stderr)) {
    const [address] = /ws:\S+/.exec(line) ?? []
    if (address !== undefined) {
      stderr.resume()
      return address
    }
  }
  throw new Error('Chromium ended before it listened')
}
