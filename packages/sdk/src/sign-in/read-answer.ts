/** Reads what the server answers to a sign-in. */

import type { Problem } from '@coatcheck/core/protocol'
import { mountProblem } from '../mount/mount-problem.ts'
import type {
  OpenedSession,
  SignedInUser,
  SignInFailure,
  SignInResult,
  WithCookies,
} from './sign-in-result.ts'

/** Reads an answer that opens a session, or says why there is none. */
export async function readOpened(answer: Response): Promise<WithCookies<SignInResult>> {
  if (!answer.ok) return await readFailure(answer)
  const { session, user } = (await readJson(answer)) as {
    readonly session?: OpenedSession
    readonly user?: SignedInUser
  }
  if (session?.id === undefined || user?.id === undefined)
    return await readFailure(mountProblem('server_unavailable'))
  const { id, status, tasks, expiresAt } = session
  return {
    ok: true,
    session: { id, status, tasks, expiresAt },
    user: { id: user.id, email: user.email },
    setCookies: answer.headers.getSetCookie(),
  }
}

/** Reads a problem. */
export async function readFailure(answer: Response): Promise<WithCookies<SignInFailure>> {
  const { code, title, detail, field } = (await readJson(answer)) as Partial<Problem>
  const retryAfter = Number(answer.headers.get('retry-after') ?? Number.NaN)
  return {
    ok: false,
    code: code ?? 'server_unavailable',
    title: title ?? `The server answered ${answer.status}.`,
    detail: detail ?? null,
    field: field ?? null,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
    setCookies: answer.headers.getSetCookie(),
  }
}

/** The members of an answer; none when it is something else, or broke off. */
async function readJson(answer: Response): Promise<object> {
  try {
    const value: unknown = await answer.json()
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
