/**
 * What your own instance adds: claims to its session tokens, and metadata. Everything else stands in the subpaths: for
 * people's devices `/browser`, `/react`, `/native`, `/storage`; for servers `/backend`, `/hono`, `/express`, `/fastify`,
 * `/next`, `/admin`; for both `/claims` and `/session-config`; while developing `/vite`.
 */

/**
 * Declare yours, and `sessionClaims` has them everywhere:
 * `declare module '@coatcheck/sdk' { interface CustomSessionClaims { readonly metadata: { readonly role?: string } } }`.
 * It says what your configuration puts into tokens; nothing checks it of a token.
 */
export interface CustomSessionClaims {}

/**
 * The metadata of your users, in up to three parts, wherever `/admin` shows or takes them:
 * `declare module '@coatcheck/sdk' { interface CustomUserMetadata { readonly public: { readonly plan?: 'free' | 'pro' };
 * readonly private: { readonly crmId?: string } } }`. A part that nobody declared is an object of `unknown`. Nothing
 * checks metadata: a user who was made without them has `{}`, so members are best declared optional.
 */
export interface CustomUserMetadata {}

/** The metadata of your organizations: parts `public` and `private`, as of `CustomUserMetadata`. */
export interface CustomOrganizationMetadata {}

/** The metadata of memberships in organizations: parts `public` and `private`, as of `CustomUserMetadata`. */
export interface CustomMembershipMetadata {}
