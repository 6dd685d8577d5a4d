#!/usr/bin/env node
/** An MCP server over HTTP whose tools act for whoever let the client in: it takes access tokens of Coatcheck that are for it. */

import { createAuth, resourceMetadataUrl } from '@coatcheck/sdk/backend'
import { coatcheck, getAuth, protectedResourceMetadata, requireAuth } from '@coatcheck/sdk/express'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import express from 'express'
import { z } from 'zod'

const issuer = process.env.COATCHECK_URL ?? 'http://localhost:4000'
const verifierKey = process.env.COATCHECK_VERIFIER_KEY
const port = Number(process.env.PORT ?? 4100)
/** What clients ask tokens for, and what tokens name in `aud`. */
const resource = process.env.MCP_URL ?? `http://localhost:${port}/mcp`

const auth = createAuth({
  issuer,
  // With a verifier key a revoked grant is refused at once, without it when the token ends.
  ...(verifierKey && { feed: { key: verifierKey } }),
  oauth: { audience: resource, resourceMetadata: resourceMetadataUrl(resource) },
})

/** The notes of each user. */
const notes = new Map()

/** The tools, as one caller may use them. */
function toolsFor(caller) {
  const server = new McpServer({ name: 'notes', version: '1.0.0' })
  const say = (text) => ({ content: [{ type: 'text', text }] })
  server.registerTool('whoami', { description: 'Who is calling, by which application' }, () =>
    say(JSON.stringify({ user: caller.userId, client: caller.clientId, scopes: caller.scopes })),
  )
  server.registerTool('list-notes', { description: 'The notes of whoever is calling' }, () =>
    say((notes.get(caller.subject) ?? []).join('\n')),
  )
  server.registerTool(
    'add-note',
    { description: 'Writes a note down', inputSchema: { text: z.string().min(1).max(1000) } },
    ({ text }) => {
      if (!caller.has({ scope: 'notes:write' })) return { ...say('This needs notes:write.'), isError: true }
      notes.set(caller.subject, [...(notes.get(caller.subject) ?? []), text])
      return say('Noted.')
    },
  )
  return server
}

const app = express()
app.use(
  protectedResourceMetadata({
    resource,
    authorizationServers: [issuer],
    scopes: ['notes:read', 'notes:write'],
    name: 'Notes',
  }),
)
app.use(coatcheck({ auth, accepts: ['oauth-token'] }))
app.use('/mcp', requireAuth({ accepts: ['oauth-token'], scope: 'notes:read' }))
app.post('/mcp', express.json(), async (request, response) => {
  // A server for each request: nothing of one caller is left for the next.
  const server = toolsFor(getAuth(request))
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined })
  response.on('close', () => void server.close())
  await server.connect(transport)
  await transport.handleRequest(request, response, request.body)
})
app.all('/mcp', (_request, response) => {
  response.set('allow', 'POST').status(405).end()
})

const listening = app.listen(port, '127.0.0.1', () => console.log(`Notes for MCP clients at ${resource}`))
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    auth.close()
    listening.closeAllConnections()
    listening.close()
  })
