/** `POST /playground/api/preview`: what a template would say of the demo account, as administrators see it. */

import { z } from 'zod'
import { defineRoute, type Route } from '../http/route.ts'
import { toldMembership } from '../organization/told-membership.ts'
import { previewClaims, previewSchema } from '../template/preview-claims.ts'
import { TEMPLATE_DEFAULTS } from '../template/seed-templates.ts'
import { demoAccountOf } from './demo-session.ts'
import { PLAYGROUND_PATHS } from './playground-paths.ts'

/** Previews. */
export const previewDemoTemplate: Route = defineRoute(
  {
    method: 'post',
    path: `${PLAYGROUND_PATHS.api}/preview`,
    summary: 'Show what a template says of a demo account',
    tag: 'discovery',
    accepts: ['client-cookie'],
    body: z.strictObject({ text: z.string().max(8_192) }),
    responses: { 200: { description: 'The claims', schema: previewSchema } },
    errors: ['not_found', 'template_invalid'],
  },
  async ({ server, principal, body: { text } }) => {
    const user = await demoAccountOf(server, principal)
    if (user instanceof Response) return user
    const { session } = principal.reading
    const { membership } = await toldMembership(server, session, undefined, 0)
    return await previewClaims(
      server,
      { ...TEMPLATE_DEFAULTS, text },
      { userId: user.id, session, membership },
    )
  },
)
