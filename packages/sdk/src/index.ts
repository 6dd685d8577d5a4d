/**
 * The claims that your own instance adds to its session tokens. Everything else stands in the subpaths: `/backend`,
 * `/hono`, `/express`, `/fastify`, `/next`.
 */

/**
 * Declare yours, and `sessionClaims` has them everywhere:
 * `declare module '@coatcheck/sdk' { interface CustomSessionClaims { readonly metadata: { readonly role?: string } } }`.
 * It says what your configuration puts into tokens; nothing checks it of a token.
 */
export interface CustomSessionClaims {}
