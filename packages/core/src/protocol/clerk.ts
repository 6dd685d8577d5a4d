/** What the published packages of Clerk go by: names that tokens and cookies have for them. */

/** Whose libraries take what this server issues, beside the SDK. */
export type Compat = 'clerk'

/** The `typ` of Clerk's tokens, whatever they are. */
export const CLERK_TOKEN_TYPE = 'JWT'

/** The `cat` of a session token: packages that know it take no other for one. */
export const CLERK_SESSION_CATEGORY = 'cl_B7d4PD111AAA'

/** The `cat` of a template's token. */
export const CLERK_TEMPLATE_CATEGORY = 'cl_B7d4PD222AAA'

/** The version of the layout of session tokens, in `v`. Those of the first one do not say it. */
export const CLERK_CLAIMS_VERSION = 2

/** The cookie that says since when somebody is signed in: without it no token in a cookie counts. */
export const CLERK_CLIENT_COOKIE = '__client_uat'

/** Where `@clerk/backend` looks for keys, below its `apiUrl`. */
export const CLERK_KEY_SET_PATH = '/v1/jwks'
