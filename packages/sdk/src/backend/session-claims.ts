/** The claims of a session token as your application knows them: Coatcheck's, and those it declared of its own. */

import type { SessionClaims as OwnSessionClaims } from '@coatcheck/core/protocol'
import type { CustomSessionClaims } from '../index.ts'

/** Coatcheck's claims, with your `CustomSessionClaims`. A claim that nobody declared is `unknown`. */
export type SessionClaims = OwnSessionClaims & CustomSessionClaims
