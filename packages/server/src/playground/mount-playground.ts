/** Mounts the playground: its pages and what they ask. On a development server; elsewhere there is none. */

import type { Context, Hono, MiddlewareHandler } from 'hono'
import { problem } from '../http/problem.ts'
import { type AppEnv, mountRoutes } from '../http/router.ts'
import type { Route } from '../http/route.ts'
import type { Server } from '../server.ts'
import { errorAnswer, type Nowhere } from '../site/page-answer.ts'
import { createDemoAccount, readDemoCredentials } from './account-routes.ts'
import { changeDemoRole, endDemoSession } from './act-routes.ts'
import { type BuiltFiles, readBuiltFiles } from './built-files.ts'
import { PLAYGROUND_PATHS } from './playground-paths.ts'
import { documentAnswer, loadedAnswer } from './playground-pages.ts'
import { previewDemoTemplate } from './preview-route.ts'
import { refuseForeignPage, refuseVisitor } from './refuse-visitor.ts'
import { whoami } from './whoami-route.ts'

/** Not among `routes`: the OpenAPI document and the SDK do not know of them. */
const ROUTES: readonly Route[] = [
  createDemoAccount,
  readDemoCredentials,
  changeDemoRole,
  endDemoSession,
  previewDemoTemplate,
  whoami,
]

/** Mounts it. @param folder Where the build of `apps/playground` is. */
export function mountPlayground(app: Hono<AppEnv>, server: Server, folder: string): void {
  if (server.settings.mode !== 'development') return
  app.use(`${PLAYGROUND_PATHS.api}/*`, onlyItself(server))
  mountRoutes(app, server, ROUTES)

  let read: BuiltFiles | null = null // at the first visit, or at the first one after a build
  const serve =
    (answer: (files: BuiltFiles, c: Context<AppEnv>) => Response | null) => (c: Context<AppEnv>) => {
      const nowhere = (what: Nowhere): Promise<Response> => errorAnswer({ server, request: c.req.raw }, what)
      const refused = refuseVisitor(server, c)
      if (refused !== null)
        return nowhere({ status: 403, code: 'origin_not_allowed', message: () => refused })
      read ??= readBuiltFiles(folder, server.look.stylesheet.href)
      return read === null ? nowhere(NOT_BUILT) : (answer(read, c) ?? nowhere(NOT_THERE))
    }
  const document = (name: string, framedBy: 'nobody' | 'itself') =>
    serve((files, c) => {
      const file = files.get(name)
      return file === undefined ? null : documentAnswer(file, c.req.raw, { framedBy })
    })
  app.get(PLAYGROUND_PATHS.page, document('index.html', 'nobody'))
  app.get(PLAYGROUND_PATHS.device, document('device.html', 'itself'))
  app.get(
    `${PLAYGROUND_PATHS.files}/:name`,
    serve((files, c) => loadedAnswer(files, c.req.param('name') ?? '', c.req.raw)),
  )
}

const NOT_THERE: Nowhere = { status: 404, code: 'not_found' }
const NOT_BUILT: Nowhere = {
  status: 503,
  code: 'not_built',
  message: () => 'The playground is not built. In the folder of the project: npm run build',
}

function onlyItself(server: Server): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const refused = refuseVisitor(server, c) ?? refuseForeignPage(server, c.req.raw)
    if (refused !== null) return problem('origin_not_allowed', { detail: refused })
    await next()
    return undefined
  }
}
