/** What a device is called: its browser and its system, as far as they are known. */

import type { Locale } from '../locale/locale.ts'

/** `Firefox 152 on Ubuntu`; `null` when nothing is known. */
export function deviceName(
  { messages }: Locale,
  { browser, operatingSystem }: { readonly browser: string | null; readonly operatingSystem: string | null },
): string | null {
  if (browser !== null && operatingSystem !== null)
    return messages.common.browserOnSystem(browser, operatingSystem)
  return browser ?? operatingSystem
}
