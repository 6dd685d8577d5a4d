/** Everything the server uses of the domain. */

export * from './brand.ts'
