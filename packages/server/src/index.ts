/** Coatcheck as a library: make a server from settings, mount it or let it listen. */

export { type Coatcheck, createCoatcheck, type World } from './create-coatcheck.ts'
