/** Administration from your own servers and scripts: users, sessions, organizations, policy, templates and keys. */

export { AdminError, type NoAnswerCode } from './admin-error.ts'
export type { AdminClientOptions } from './admin-options.ts'
export type * from './api/answers.ts'
export type * from './api/inputs.ts'
export type { AdminClient } from './api/operations.ts'
export type { CallOptions, Page, Whole } from './call.ts'
export { createAdminClient } from './create-admin-client.ts'
export type { MembershipMetadata, OrganizationMetadata, UserMetadata } from './metadata.ts'
export { CoatcheckError, type ConfigurationCode } from '../backend/errors.ts'
export type { ErrorCode } from '@coatcheck/core/protocol'
