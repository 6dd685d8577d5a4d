/** What people sign in with besides a password: which there are, the way there, and the way back. */

import { useCallback } from 'react'
import type { SignInOutcome } from '../../browser/outcome.ts'
import type { CoatcheckClient } from '../../browser/client.ts'
import { failureOf } from '../form/failure-of.ts'
import { readRedirectTarget } from '../provider/redirect-target.ts'
import { useClient } from '../provider/use-client.ts'
import { useResource } from '../resource/use-resource.ts'
import { keepStarted, type ReturnedSignIn } from './started-sign-in.ts'

/** Something to sign in with. */
export type UpstreamChoice = { readonly id: string; readonly name: string; readonly kind: string }

/** All of them; none until they are known, and while they cannot be. */
export function useUpstreams(): readonly UpstreamChoice[] {
  return useResource<{ readonly data: readonly UpstreamChoice[] }>('/upstreams', null).body?.data ?? []
}

type Started = { readonly authorizationUrl: string; readonly state: string; readonly binding: string }

/** What leaving comes to: on success the browser is on its way. */
export type Leave = (
  upstreamId: string,
  rememberMe: boolean,
) => Promise<{ readonly ok: true } | Extract<SignInOutcome, { readonly ok: false }>>

/** Sends the person there, to come back to this very page. */
export function useLeave(): Leave {
  const client = useClient()
  return useCallback(
    async (upstreamId, rememberMe) => {
      const { origin, pathname } = window.location
      const started = await client.call<Started>(`/upstreams/${upstreamId}/start`, {
        method: 'POST',
        body: { redirectUri: origin + pathname },
      })
      if (!started.ok) return started
      const { state, binding, authorizationUrl } = started.body
      keepStarted({
        upstreamId,
        state,
        binding,
        rememberMe,
        redirectUrl: readRedirectTarget(window.location, client.url),
      })
      window.location.assign(authorizationUrl)
      return started
    },
    [client],
  )
}

/** Signs in by what came back. */
export async function finish(client: CoatcheckClient, returned: ReturnedSignIn): Promise<SignInOutcome> {
  const { upstreamId: id, state, binding, code, iss, rememberMe } = returned
  if (code === null)
    return failureOf('upstream_sign_in_refused', 'The upstream did not complete the sign-in.')
  const upstream = { id, state, code, binding, ...(iss !== null && { iss }) }
  return await client.signIn({ upstream, rememberMe })
}
