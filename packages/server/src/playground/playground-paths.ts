/** Where the playground lives: its page, the page of its second device, what they load and what they ask. */

/** The paths. */
export const PLAYGROUND_PATHS = {
  page: '/playground',
  device: '/playground/device',
  files: '/playground/files',
  api: '/playground/api',
} as const
