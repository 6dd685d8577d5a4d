/** An application of Hono, and the whole Coatcheck server in the same process: one port, one SQLite file. */

import { createAuth } from '@coatcheck/sdk/backend'
import { coatcheck, requireAuth } from '@coatcheck/sdk/hono'
import { createCoatcheck, loadSettings } from '@coatcheck/server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const settings = await loadSettings({}, process.env, import.meta.dirname)
const server = await createCoatcheck(settings)
const auth = createAuth({
  ...server.inProcess(),
  roles: ({ role }) => (typeof role === 'string' ? [role] : []),
})

const app = new Hono()
  .get('/', coatcheck({ auth }), (c) => {
    const { isSignedIn, sessionClaims } = c.var.auth
    return c.html(
      page(
        isSignedIn
          ? `You are ${escaped(String(sessionClaims['email']))}. <a href="/account">Account</a>`
          : '<a href="/sign-in?redirect_url=/">Sign in</a>',
      ),
    )
  })
  .get('/api/profile', coatcheck({ auth }), requireAuth(), (c) => {
    const { userId, sessionId, sessionClaims } = c.var.auth
    return c.json({ userId, sessionId, email: sessionClaims['email'] })
  })
  .delete('/api/report', coatcheck({ auth }), requireAuth({ role: 'admin' }), (c) => c.body(null, 204))
  // Everything else is Coatcheck's: its API, its pages, and what is not there.
  .all('*', (c) => server.fetch(c.req.raw, getConnInfo(c).remote))

const listening = serve({ fetch: app.fetch, port: settings.port, hostname: settings.host }, () =>
  console.log(`The application, and Coatcheck in it, on ${settings.url}`),
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    auth.close()
    if ('closeAllConnections' in listening) listening.closeAllConnections()
    listening.close()
    void server.close()
  })
}

function page(content: string): string {
  return `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>app</title>
  <link rel="icon" href="data:,">
  <p>${content}</p>
</html>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
