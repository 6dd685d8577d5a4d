/** The API of the application, which also serves the pages once they are built. */

import { createAuth } from '@coatcheck/sdk/backend'
import { coatcheck, mountCoatcheck, requireAuth } from '@coatcheck/sdk/hono'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'

const { COATCHECK_URL: issuer = 'http://localhost:4000', PORT: port = '3001' } = process.env
const backendKey = process.env['COATCHECK_BACKEND_KEY']
const verifierKey = process.env['COATCHECK_VERIFIER_KEY']
const dist = `${import.meta.dirname}/dist`

const auth = createAuth({
  issuer,
  allowedOrigins: (process.env['COATCHECK_ALLOWED_ORIGINS'] ?? `http://localhost:${port}`).split(','),
  // With it sessions are renewed by the cookie of the browser, and visitors have addresses of their own.
  ...(backendKey && { backendKey }),
  // With it what is revoked, and roles that change, are felt at once.
  ...(verifierKey && { feed: { key: verifierKey } }),
  // The roles of this application stand in the metadata of its users, and so in their tokens.
  roles: ({ role }) => (typeof role === 'string' ? [role] : []),
})

const app = new Hono()
  .all('/api/auth/*', mountCoatcheck({ url: issuer, ...(backendKey && { backendKey }) }))
  .get('/forgot-password', (c) => c.redirect(`${issuer}/forgot-password`))
  .use('/api/*', coatcheck({ auth }))
  .get('/api/profile', requireAuth(), (c) => {
    const { userId, sessionId, sessionClaims } = c.var.auth
    return c.json({ userId, sessionId, email: sessionClaims['email'], role: sessionClaims['role'] })
  })
  .get('/api/report', requireAuth({ role: 'admin' }), (c) =>
    c.json({ title: 'Sales of March', total: 48_210 }),
  )
  .get('/api/account-number', requireAuth({ reverification: 'strict' }), (c) =>
    c.json({ accountNumber: 'XX00 1234 5678 9012' }),
  )
  .use(serveStatic({ root: dist }))
  .get('*', serveStatic({ root: dist, path: 'index.html' }))

const listening = serve({ fetch: app.fetch, port: Number(port), hostname: '127.0.0.1' }, () =>
  console.log(`Ledger on http://localhost:${port}`),
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    auth.close()
    if ('closeAllConnections' in listening) listening.closeAllConnections()
    listening.close()
  })
}
