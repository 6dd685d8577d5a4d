/** Opens an address in the browser of this machine, where there is one to be seen. */

import { spawn } from 'node:child_process'

type Environment = { readonly [name: string]: string | undefined }

/** Whether somebody sits before this machine who would see a browser: nobody does at the other end of an SSH connection. */
export function canOpenBrowser(platform: NodeJS.Platform, environment: Environment): boolean {
  const has = (name: string): boolean => (environment[name] ?? '') !== ''
  if (has('SSH_CONNECTION') || has('SSH_TTY')) return false
  return platform === 'darwin' || platform === 'win32' || has('DISPLAY') || has('WAYLAND_DISPLAY')
}

/** Opens it, or does nothing: whoever calls this has shown the address. */
export function openBrowser(address: string): void {
  const [command, ...before] = OPENERS[process.platform] ?? ['xdg-open']
  // No shell: the address comes from a server.
  const opener = spawn(command ?? 'xdg-open', [...before, address], { stdio: 'ignore', detached: true })
  opener.once('error', () => {})
  opener.unref()
}

const OPENERS: { readonly [platform: string]: readonly string[] } = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}
