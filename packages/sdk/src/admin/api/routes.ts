/**
 * Where the operations of administration are, and where each puts what it takes.
 *
 * Generated from the routes: `node --conditions=source scripts/write-admin-client.ts`.
 */

import type { AdminClient } from './operations.ts'

/** A route: its method, its path below `/api/admin`, and whether it takes a query, a body or neither. */
export type AdminRoute = readonly [
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: `/${string}`,
  takes: 'query' | 'body' | null,
]

/** The routes, by the members of `AdminClient`. */
export const ADMIN_ROUTES: {
  readonly [R in keyof AdminClient]: {
    readonly [O in Exclude<keyof AdminClient[R], 'all'>]: AdminRoute
  }
} = {
  users: {
    list: ['GET', '/users', 'query'],
    create: ['POST', '/users', 'body'],
    get: ['GET', '/users/{id}', null],
    update: ['PATCH', '/users/{id}', 'body'],
    delete: ['DELETE', '/users/{id}', null],
    disable: ['POST', '/users/{id}/disable', null],
    enable: ['POST', '/users/{id}/enable', null],
    impersonate: ['POST', '/users/{id}/impersonate', 'body'],
  },
  organizations: {
    list: ['GET', '/organizations', 'query'],
    create: ['POST', '/organizations', 'body'],
    get: ['GET', '/organizations/{id}', null],
    update: ['PATCH', '/organizations/{id}', 'body'],
    delete: ['DELETE', '/organizations/{id}', null],
  },
  memberships: {
    list: ['GET', '/organizations/{id}/memberships', 'query'],
    create: ['POST', '/organizations/{id}/memberships', 'body'],
    update: ['PATCH', '/organizations/{id}/memberships/{userId}', 'body'],
    remove: ['DELETE', '/organizations/{id}/memberships/{userId}', null],
  },
  invitations: {
    list: ['GET', '/organizations/{id}/invitations', 'query'],
    create: ['POST', '/organizations/{id}/invitations', 'body'],
    revoke: ['DELETE', '/organizations/{id}/invitations/{invitationId}', null],
  },
  roles: {
    list: ['GET', '/roles', null],
    create: ['POST', '/roles', 'body'],
    update: ['PATCH', '/roles/{key}', 'body'],
    delete: ['DELETE', '/roles/{key}', null],
  },
  sessions: {
    list: ['GET', '/sessions', 'query'],
    get: ['GET', '/sessions/{id}', null],
    revoke: ['DELETE', '/sessions/{id}', null],
    revokeAll: ['DELETE', '/sessions', 'query'],
  },
  policy: {
    get: ['GET', '/policy', null],
    update: ['PATCH', '/policy', 'body'],
  },
  keys: {
    list: ['GET', '/keys', null],
    rotate: ['POST', '/keys/rotate', null],
    revoke: ['POST', '/keys/{kid}/revoke', null],
  },
  upstreams: {
    list: ['GET', '/upstreams', null],
    create: ['POST', '/upstreams', 'body'],
    get: ['GET', '/upstreams/{id}', null],
    refresh: ['POST', '/upstreams/{id}/refresh', null],
    update: ['PATCH', '/upstreams/{id}', 'body'],
    delete: ['DELETE', '/upstreams/{id}', null],
  },
  templates: {
    list: ['GET', '/templates', null],
    create: ['POST', '/templates', 'body'],
    preview: ['POST', '/templates/preview', 'body'],
    get: ['GET', '/templates/{id}', null],
    update: ['PATCH', '/templates/{id}', 'body'],
    delete: ['DELETE', '/templates/{id}', null],
  },
  oauthClients: {
    list: ['GET', '/oauth-clients', 'query'],
    create: ['POST', '/oauth-clients', 'body'],
    get: ['GET', '/oauth-clients/{id}', null],
    update: ['PATCH', '/oauth-clients/{id}', 'body'],
    delete: ['DELETE', '/oauth-clients/{id}', null],
    secret: ['POST', '/oauth-clients/{id}/secret', 'body'],
    disable: ['POST', '/oauth-clients/{id}/disable', null],
    enable: ['POST', '/oauth-clients/{id}/enable', null],
  },
  oauthScopes: {
    list: ['GET', '/oauth-scopes', null],
    create: ['POST', '/oauth-scopes', 'body'],
    delete: ['DELETE', '/oauth-scopes/{name}', null],
  },
  tokens: {
    create: ['POST', '/tokens', 'body'],
    list: ['GET', '/tokens', 'query'],
    revoke: ['DELETE', '/tokens/{jti}', null],
  },
  events: {
    list: ['GET', '/events', 'query'],
  },
  adminKeys: {
    create: ['POST', '/admin-keys', 'body'],
    list: ['GET', '/admin-keys', null],
    revoke: ['DELETE', '/admin-keys/{id}', null],
  },
  backendKeys: {
    create: ['POST', '/backend-keys', 'body'],
    list: ['GET', '/backend-keys', null],
    revoke: ['DELETE', '/backend-keys/{id}', null],
  },
  verifierKeys: {
    create: ['POST', '/verifier-keys', 'body'],
    list: ['GET', '/verifier-keys', null],
    revoke: ['DELETE', '/verifier-keys/{id}', null],
  },
  apiKeys: {
    list: ['GET', '/api-keys', 'query'],
    create: ['POST', '/api-keys', 'body'],
    update: ['PATCH', '/api-keys/{id}', 'body'],
    revoke: ['DELETE', '/api-keys/{id}', null],
  },
}
