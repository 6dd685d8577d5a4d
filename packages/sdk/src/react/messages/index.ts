/** The languages that components speak. A bundle holds those that it names. */

export { de } from './de.ts'
export { en } from './en.ts'
export { es } from './es.ts'
export { fr } from './fr.ts'
export { ja } from './ja.ts'
export type { Messages } from './messages.ts'
