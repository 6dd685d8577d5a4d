/** For tests of core and of its ports: a clock and randomness under control, and the suite that every store passes. */

import { accountConformance } from './conformance/accounts.ts'
import { apiKeyConformance } from './conformance/api-keys.ts'
import { clientConformance } from './conformance/clients.ts'
import type { ConformanceRunner } from './conformance/harness.ts'
import { deviceGrantConformance } from './conformance/device-grants.ts'
import { factorConformance } from './conformance/factors.ts'
import { grantEvidenceConformance } from './conformance/grant-evidence.ts'
import { identityConformance } from './conformance/identity.ts'
import { invitationConformance } from './conformance/invitations.ts'
import { journalConformance } from './conformance/journals.ts'
import { lifetimeConformance } from './conformance/lifetime.ts'
import { listConformance } from './conformance/lists.ts'
import { logoutConformance } from './conformance/logouts.ts'
import { membershipConformance } from './conformance/memberships.ts'
import { oauthClientConformance } from './conformance/oauth-clients.ts'
import { oauthGrantConformance } from './conformance/oauth-grants.ts'
import { oauthTokenConformance } from './conformance/oauth-tokens.ts'
import { organizationConformance } from './conformance/organizations.ts'
import { passwordConformance } from './conformance/passwords.ts'
import { roleConformance } from './conformance/roles.ts'
import { pendingConformance } from './conformance/pending.ts'
import { pushedRequestConformance } from './conformance/pushed-requests.ts'
import { sessionConformance } from './conformance/sessions.ts'
import { signingKeyConformance } from './conformance/signing-keys.ts'
import { templateConformance } from './conformance/templates.ts'
import { upstreamSessionConformance } from './conformance/upstream-sessions.ts'

export {
  type ConformanceRunner,
  CONTEXT,
  stepOf,
  type StoreUnderTest,
  type Subject,
  subjectOf,
} from './conformance/harness.ts'
export { type FakeClock, fakeClock } from './fake-clock.ts'
export { seededRandom } from './seeded-random.ts'

/** The suite that every store passes, with the races in it. */
export function storeConformance(runner: ConformanceRunner): void {
  sessionConformance(runner)
  lifetimeConformance(runner)
  clientConformance(runner)
  identityConformance(runner)
  accountConformance(runner)
  passwordConformance(runner)
  factorConformance(runner)
  pendingConformance(runner)
  listConformance(runner)
  organizationConformance(runner)
  membershipConformance(runner)
  roleConformance(runner)
  invitationConformance(runner)
  deviceGrantConformance(runner)
  journalConformance(runner)
  signingKeyConformance(runner)
  templateConformance(runner)
  pushedRequestConformance(runner)
  logoutConformance(runner)
  oauthClientConformance(runner)
  oauthGrantConformance(runner)
  grantEvidenceConformance(runner)
  oauthTokenConformance(runner)
  apiKeyConformance(runner)
  upstreamSessionConformance(runner)
}
