/** The board of the team that somebody works in. */

import { withOrganization } from '@coatcheck/sdk/next'
import { noticesOf } from '../../../notices.ts'

export const GET = withOrganization((_request, { orgId }) => Response.json(noticesOf(orgId)))
