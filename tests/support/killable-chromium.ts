/** A Chromium with a profile of its own, which dies with all its processes when a test says so. */

import { spawn } from 'node:child_process'
import { type Browser, chromium, type Page } from 'playwright-core'
import { CHROMIUM_ARGS, CHROMIUM_PATH } from './chromium.ts'

/** It, while it lives. */
export type KillableChromium = { readonly page: Page; readonly kill: () => Promise<void> }

/** Starts it with a folder for its profile, and opens a page. */
export async function launchKillable(folder: string, url: string): Promise<KillableChromium> {
  const options = [
    '--headless=new',
    '--remote-debugging-port=0',
    `--user-data-dir=${folder}`,
    ...CHROMIUM_ARGS,
  ]
  const child = spawn(CHROMIUM_PATH, [...options, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // its processes are a group, which can be killed as one
  })
  const { pid } = child
  if (pid === undefined) throw new Error('Chromium did not start')
  const over = new Promise<void>((resolve) => void child.once('close', () => resolve()))
  let said = ''
  const address = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error(said)))
    child.stderr.on('data', (chunk) => {
      said += String(chunk)
      const [, found] = /listening on (ws:\S+)/.exec(said) ?? []
      if (found !== undefined) resolve(found)
    })
  })
  const browser: Browser = await chromium.connectOverCDP(address)
  const [context = await browser.newContext()] = browser.contexts()
  const page = await context.newPage()
  await page.goto(url)
  return {
    page,
    kill: async () => {
      process.kill(-pid, 'SIGKILL')
      await over
    },
  }
}
