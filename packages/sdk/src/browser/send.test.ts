import { expect, test } from 'vitest'
import { browserEnvironment } from './browser-environment.ts'
import { createSend } from './send.ts'
import { createServerTime } from './server-time.ts'
import type { TraceEntry } from './trace.ts'

const YEAR_MS = 365 * 86_400_000

test.each([3 * YEAR_MS, -3 * YEAR_MS])(
  'a request takes as long as it takes, though the wall clock is set by %d ms meanwhile',
  async (byMs) => {
    const clocks = { monotonic: 1_000, wall: Date.UTC(2026, 0, 5) }
    const environment = {
      ...browserEnvironment(),
      monotonicMs: () => clocks.monotonic,
      wallMs: () => clocks.wall,
      fetch: async () => {
        clocks.monotonic += 40
        clocks.wall += 40 + byMs
        return Response.json({})
      },
    }
    const traced: Omit<TraceEntry, 'atMs'>[] = []
    const send = createSend({
      url: 'https://auth.example',
      environment,
      time: createServerTime(environment),
      tell: (entry) => traced.push(entry),
      over: new AbortController().signal,
    })
    expect(await send({ method: 'GET', path: '/api/auth/session', cookies: true })).toMatchObject({
      ok: true,
    })
    expect(traced).toEqual([
      { kind: 'request', id: 1, method: 'GET', path: '/api/auth/session' },
      { kind: 'response', id: 1, status: 200, code: null, tookMs: 40 },
    ])
  },
)
