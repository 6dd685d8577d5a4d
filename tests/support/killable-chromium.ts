/** A Chromium with a profile of its own, which dies with all its processes when a test says so. */

import { spawn } from 'node:child_process'
import { type Browser, chromium, type Page } from 'playwright-core'

/** It, while it lives. */
export type KillableChromium = { readonly page: Page; readonly kill: () => Promise<void> }

const OPTIONS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--remote-debugging-port=0',
]

/** Starts it with a folder for its profile, and opens a page. */
export async function launchKillable(folder: string, url: string): Promise<KillableChromium> {
  const path = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
  const child = spawn(path, [...OPTIONS, `--user-data-dir=${folder}`, 'about:blank'], {
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
