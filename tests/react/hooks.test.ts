/** What hooks tell while people come and go, in a real browser beside a real server. */

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { PATIENCE, signInBy, underEachReact, type World } from './world.ts'

const PROBE = { show: ['Probe'], handsClient: true } as const

/** The answers of one hook, one after the other, each once: functions by their word, as `undefined` is. */
async function seenBy(page: Page, hook: string): Promise<readonly Record<string, unknown>[]> {
  const texts = await page.evaluate(
    (name) =>
      window.seen.map((seen) =>
        JSON.stringify(seen[name as keyof typeof seen], (_, value: unknown) =>
          value === undefined ? '(undefined)' : typeof value === 'function' ? '(function)' : value,
        ),
      ),
    hook,
  )
  const changes = texts.filter((text, index) => text !== texts[index - 1])
  return changes.map((text) => JSON.parse(text) as Record<string, unknown>)
}

async function lastSeen(page: Page, hook: string): Promise<Record<string, unknown>> {
  return (await seenBy(page, hook)).at(-1) ?? {}
}

/** Waits until a hook answers with that. */
async function expectSeen(page: Page, hook: string, answer: object): Promise<void> {
  await expect.poll(() => lastSeen(page, hook), PATIENCE).toMatchObject(answer)
}

async function signedInPage(world: World, email: string): Promise<Page> {
  const page = await world.open(PROBE)
  await signInBy(page, email)
  await expectSeen(page, 'auth', { isSignedIn: true, orgId: null })
  return page
}

underEachReact({}, (world) => {
  test('all hooks go together from not known to signed out, to signed in, and out again with the reason', async () => {
    const { userId, email } = await world.signUp('ada@example.com', { firstName: 'Ada' })
    const page = await world.open(PROBE)
    await expectSeen(page, 'auth', { isLoaded: true, isSignedIn: false, userId: null })
    await signInBy(page, email)
    await expectSeen(page, 'auth', { isSignedIn: true, factorVerificationAge: [0, -1] })
    await expectSeen(page, 'organization', { isLoaded: true, organization: null, organizations: [] })

    const [unknown, signedOut, ...signedIn] = await seenBy(page, 'auth')
    const none = Object.fromEntries(Object.keys(unknown ?? {}).map((key) => [key, '(undefined)']))
    const calls = { getToken: '(function)', signOut: '(function)' }
    expect(unknown).toEqual({ ...none, ...calls, isLoaded: false })
    expect(signedOut).toMatchObject({ ...calls, isLoaded: true, isSignedIn: false, has: '(function)' })
    const sessionId = (await lastSeen(page, 'auth'))['sessionId']
    for (const auth of signedIn)
      expect(auth).toMatchObject({ isSignedIn: true, userId, sessionId, actor: null })
    expect(await seenBy(page, 'user')).toMatchObject([
      { isLoaded: false, isSignedIn: '(undefined)', user: '(undefined)' },
      { isLoaded: true, isSignedIn: false, user: null },
      { isLoaded: true, isSignedIn: true, user: { id: userId, email, firstName: 'Ada' } },
    ])
    expect(await lastSeen(page, 'session')).toMatchObject({ isSignedIn: true, session: { id: sessionId } })
    expect(await lastSeen(page, 'list')).toMatchObject({ isLoaded: true, sessions: [{ id: sessionId }] })
    expect(
      await page.evaluate(() => {
        const { session } = window.seen.at(-1)!
        return session.isSignedIn === true && session.session.expireAt instanceof Date
      }),
    ).toBe(true)

    await world.admin.delete(`/sessions/${String(sessionId)}`)
    await expectSeen(page, 'auth', { isLoaded: true, isSignedIn: false, userId: null, sessionClaims: null })
    expect(await page.evaluate(() => window.client.state.reason)).toBe('revoked_by_admin')
    expect(await lastSeen(page, 'organization')).toMatchObject({ isLoaded: true, organization: null })
  })

  test('the account of a tab is changed to another one of the browser, and each tab has its own', async () => {
    const grace = await world.signUp('grace@example.com')
    const alan = await world.signUp('alan@example.com')
    const page = await signedInPage(world, grace.email)
    const first = (await lastSeen(page, 'auth'))['sessionId'] as string
    await signInBy(page, alan.email)
    await expectSeen(page, 'user', { user: { email: alan.email } })
    expect((await lastSeen(page, 'list'))['sessions']).toHaveLength(2)
    const beside = await world.openBeside(page, PROBE)
    await expectSeen(beside, 'user', { user: { email: alan.email } })
    await page.evaluate(async (session) => await window.seen.at(-1)!.list.setActive({ session }), first)
    await expectSeen(page, 'auth', { userId: grace.userId, sessionId: first })
    expect(await lastSeen(beside, 'auth')).toMatchObject({ userId: alan.userId })
  })

  test('a token is renewed when told to, and a failure to do so signs nobody out', async () => {
    const { email } = await world.signUp('katherine@example.com')
    const page = await signedInPage(world, email)
    const before = await lastSeen(page, 'manual')
    world.coatcheck.clock.advance(5_000)
    const token = await page.evaluate(async () => await window.seen.at(-1)!.manual.refresh())
    expect(token).toMatch(/^ey/)
    await expectSeen(page, 'manual', { isRefreshing: false, error: null })
    const after = await lastSeen(page, 'manual')
    expect(Date.parse(String(after['lastRefreshedAt']))).toBeGreaterThan(
      Date.parse(String(before['lastRefreshedAt'])),
    )
    expect((await seenBy(page, 'manual')).some(({ isRefreshing }) => isRefreshing === true)).toBe(true)

    await page.context().setOffline(true)
    expect(await page.evaluate(async () => await window.seen.at(-1)!.manual.refresh())).toBeNull()
    await expectSeen(page, 'manual', {
      isRefreshing: false,
      error: { code: 'offline', retryable: true },
      lastRefreshedAt: after['lastRefreshedAt'],
    })
    expect(await lastSeen(page, 'auth')).toMatchObject({ isSignedIn: true })
  })

  test('what somebody may do in an organization shows as soon as it changes', async () => {
    const boss = await world.signUp('boss@example.com')
    const member = await world.signUp('member@example.com')
    const id = await world.organize('Acme Inc', boss, [member])
    const page = await signedInPage(world, member.email)
    await expectSeen(page, 'organization', { organizations: [{ organization: { name: 'Acme Inc' } }] })
    await page.evaluate(
      async (organization) => await window.seen.at(-1)!.organization.setActive({ organization }),
      id,
    )
    await expectSeen(page, 'auth', { orgId: id, orgSlug: 'acme-inc', orgRole: 'org:member' })
    await expectSeen(page, 'organization', {
      organization: { id, name: 'Acme Inc' },
      membership: { role: 'org:member', permissions: ['org:sys_memberships:read'] },
    })
    const has = (): Promise<boolean> =>
      page.evaluate(() => window.seen.at(-1)!.auth.has?.({ role: 'org:admin' }) ?? false)
    expect(await has()).toBe(false)
    await world.admin.patch(`/organizations/${id}/memberships/${member.userId}`, { role: 'org:admin' })
    await expect.poll(has, PATIENCE).toBe(true)
    await expectSeen(page, 'organization', {
      membership: { role: 'org:admin' },
      organizations: [{ role: 'org:admin' }],
    })
  })

  test('useSessionRefresh has tokens renewed earlier while it is there, and is not the person’s act', async () => {
    const { email } = await world.signUp('radia@example.com')
    const page = await signedInPage(world, email)
    const acted = (await lastSeen(page, 'session'))['session']
    const refresh = { name: 'SessionRefresh', props: { thresholdPercent: 90 } }
    await world.app.show(page, { show: ['Probe', refresh], handsClient: true })
    await expectSeen(page, 'auth', { isSignedIn: true, orgId: null })
    const planned = (): Promise<number> =>
      page.evaluate(() =>
        Math.max(...window.trace.flatMap((one) => (one.kind === 'planned' ? [one.afterMs] : []))),
      )
    await expect.poll(planned, PATIENCE).toBeGreaterThan(0)
    expect(await planned()).toBeLessThan(7_000)
    const { lastActiveAt } = acted as { readonly lastActiveAt: string }
    expect((await lastSeen(page, 'session'))['session']).toMatchObject({ lastActiveAt })
  })
})
