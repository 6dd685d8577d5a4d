/** The live set: everything that outdates a token that is still out, as the feed tells it. About a minute of changes. */

import type { FeedEntry } from '../protocol/feed.ts'

/** What a token is about, each by its name in the feed. */
export type TokenNames = {
  readonly user: string
  readonly session: string | null
  readonly organization: string | null
  /** Of its role there: what the role permits may change too. */
  readonly role: string | null
  /** Of the token itself. */
  readonly token: string | null
}

/** Why a token is no good any more. */
export type Outdated = 'token-revoked' | 'token-outdated'

/** The set. */
export type LiveSet = {
  readonly size: () => number
  /** Rises with every change that may concern a token: what was judged under the same version need not be again. */
  readonly version: () => number
  readonly add: (entries: readonly FeedEntry[]) => void
  /** Judges a token whose claims were read as of `position`. */
  readonly judge: (names: TokenNames, position: number) => Outdated | null
  readonly isRevokedKey: (name: string) => boolean
  /** Whether an API key has changed since an answer about it as of `position`. */
  readonly isApiKeyChanged: (name: string, position: number) => boolean
  /** Forgets what is about tokens that are dead. */
  readonly sweep: (nowSeconds: number) => void
}

type Change = { readonly position: number; readonly until: number }

/** Makes an empty set. */
export function createLiveSet(): LiveSet {
  const ended = { session: new Map<string, number>(), jti: new Map<string, number>() }
  const changed = {
    user: new Map<string, Change>(),
    org: new Map<string, Change>(),
    'api-key': new Map<string, Change>(),
  }
  const revokedKeys = new Map<string, number>()
  let version = 0

  const addOne = ([kind, name, position, until]: FeedEntry): void => {
    switch (kind) {
      case 'session':
      case 'jti':
        ended[kind].set(name, Math.max(until, ended[kind].get(name) ?? 0))
        break
      case 'user':
      case 'org':
      case 'api-key': {
        // Many changes of one user are one entry: the last, for as long as any of them counts.
        const known = changed[kind].get(name)
        changed[kind].set(name, {
          position: Math.max(position, known?.position ?? 0),
          until: Math.max(until, known?.until ?? 0),
        })
        break
      }
      case 'key':
        revokedKeys.set(name, until)
        break
    }
  }

  const isChangedSince = (kind: keyof typeof changed, name: string | null, position: number): boolean =>
    name !== null && (changed[kind].get(name)?.position ?? -1) > position

  return {
    size: () => [...Object.values(ended), ...Object.values(changed)].reduce((sum, { size }) => sum + size, 0),
    version: () => version,
    add: (entries) => {
      for (const entry of entries) addOne(entry)
      version++
    },
    judge: ({ user, session, organization, role, token }, position) => {
      if (session !== null && ended.session.has(session)) return 'token-revoked'
      if (token !== null && ended.jti.has(token)) return 'token-revoked'
      if (isChangedSince('user', user, position)) return 'token-outdated'
      const isOutdated =
        isChangedSince('org', organization, position) || isChangedSince('org', role, position)
      return isOutdated ? 'token-outdated' : null
    },
    isRevokedKey: (name) => revokedKeys.has(name),
    isApiKeyChanged: (name, position) => isChangedSince('api-key', name, position),
    sweep: (nowSeconds) => {
      for (const names of [ended.session, ended.jti, revokedKeys]) {
        for (const [name, until] of names) if (until < nowSeconds) names.delete(name)
      }
      for (const names of Object.values(changed)) {
        for (const [name, { until }] of names) if (until < nowSeconds) names.delete(name)
      }
    },
  }
}
