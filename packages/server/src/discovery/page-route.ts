/** `/api/auth/pages`: the way to a page of the server from where only its API is, such as behind a mount. */

import { z } from 'zod'
import { defineRoute, type Route } from '../http/route.ts'
import { linkTo, PAGE_PATHS } from '../pages/paths.ts'

const PATHS = { account: PAGE_PATHS.account, 'forgot-password': PAGE_PATHS.forgotPassword } as const

/** Leads there, by the URL that people know the server by. */
export const leadToPage: Route = defineRoute(
  {
    method: 'get',
    path: '/api/auth/pages/{page}',
    summary: 'Go to a page of the server',
    tag: 'discovery',
    accepts: ['none'],
    params: z.strictObject({ page: z.enum(['account', 'forgot-password']) }),
    query: z.object({
      redirect_url: z.string().max(2048).optional().describe('Where the page leads back to'),
    }),
    responses: { 302: { description: 'To the page' } },
  },
  async ({ server, params, query }) => {
    const location = server.settings.url + linkTo(PATHS[params.page], query.redirect_url)
    return new Response(null, { status: 302, headers: { location, 'cache-control': 'no-store' } })
  },
)
