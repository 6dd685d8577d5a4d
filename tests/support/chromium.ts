/** The browser that the page tests look through. */

import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'

/** The whole browser. `CHROMIUM_PATH` names another one. */
export const CHROMIUM_PATH: string = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

/** Its engine without windows, which does the same for half of the processor's time. */
const HEADLESS_PATH = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium-headless-shell'

/** Without network chatter of its own. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: HEADLESS_PATH, args: [...CHROMIUM_ARGS] })
}

/** The two ways to look: a phone and a desktop. */
export const VIEWPORTS = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 900 },
} as const
