/** The languages that components speak. A bundle holds those that it names. */

export { en } from './en.ts'
export type { Messages } from './messages.ts'
