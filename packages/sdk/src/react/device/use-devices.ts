/** `useDevices`: where the person is signed in, without its looks. */

import { useCallback, useMemo } from 'react'
import type { ClientDevice } from '../../browser/client.ts'
import type { CallFailure } from '../../browser/outcome.ts'
import { useSubmission } from '../form/use-submission.ts'
import { useClient, useClientState } from '../provider/use-client.ts'
import { useResource } from '../resource/use-resource.ts'

/** A device that the person is signed in on. */
export type Device = {
  readonly sessionId: string
  /** Whether it is this one. */
  readonly isCurrent: boolean
  readonly device: ClientDevice
  readonly status: 'active' | 'pending'
  readonly createdAt: Date
  readonly lastActiveAt: Date
  readonly actor: { readonly sub: string } | null
}

/** The devices, and how to end what is signed in there. */
export type DevicesController = {
  /** This one first, then by last activity; `undefined` until they are known. */
  readonly devices: readonly Device[] | undefined
  /** The id of the session that is being ended, or `others`. */
  readonly busy: string | null
  readonly failure: CallFailure | null
  /** @returns Whether it was done. */
  readonly signOut: (device: Device) => Promise<boolean>
  /** @returns Whether it was done. */
  readonly signOutOthers: () => Promise<boolean>
  readonly reload: () => Promise<void>
}

type DeviceJson = {
  readonly id: string
  readonly current: boolean
  readonly device: ClientDevice
  readonly status: 'active' | 'pending'
  readonly createdAt: string
  readonly lastActiveAt: string
  readonly actor: { readonly sub: string } | null
}

/** Where the person is signed in. */
export function useDevices(): DevicesController {
  const client = useClient()
  const { session } = useClientState()
  const { busy, failure, submit } = useSubmission<string>()
  const path = session === null ? null : '/sessions'
  const listed = useResource<{ readonly data: readonly DeviceJson[] }>(path, session?.id ?? null)
  const { body, reload } = listed

  const signOut = useCallback(
    async ({ sessionId, isCurrent }: Device) => {
      const done = await submit(sessionId, () =>
        isCurrent ? client.signOut() : client.call(`/sessions/${sessionId}`, { method: 'DELETE' }),
      )
      if (done !== null && !isCurrent) await reload()
      return done !== null
    },
    [client, submit, reload],
  )
  const signOutOthers = useCallback(async () => {
    const done = await submit('others', () => client.call('/sessions?scope=others', { method: 'DELETE' }))
    if (done !== null) await reload()
    return done !== null
  }, [client, submit, reload])

  const devices = useMemo(() => {
    // The client hears of each act of this session; the list is as old as the last time that it was asked for.
    const told = (device: Device): Device =>
      device.sessionId === session?.id ? { ...device, lastActiveAt: session.lastActiveAt } : device
    return body?.data.map(deviceOf).map(told).toSorted(byInterest)
  }, [body, session])
  return { devices, busy, failure: failure ?? listed.failure, signOut, signOutOthers, reload }
}

function deviceOf({ id, current, device, status, actor, ...times }: DeviceJson): Device {
  return {
    sessionId: id,
    isCurrent: current,
    device,
    status,
    actor,
    createdAt: new Date(times.createdAt),
    lastActiveAt: new Date(times.lastActiveAt),
  }
}

function byInterest(a: Device, b: Device): number {
  return Number(b.isCurrent) - Number(a.isCurrent) || b.lastActiveAt.getTime() - a.lastActiveAt.getTime()
}
