/** What the playground asks of the server beside what any application may. Its own network is never switched off. */

/** What a demo account signs in with. */
export type DemoCredentials = { readonly email: string; readonly password: string }

/** The roles that a demo account can have. */
export const DEMO_ROLES = ['viewer', 'editor', 'admin'] as const

/** One of them. */
export type DemoRole = (typeof DEMO_ROLES)[number]

/** By what a session is to end. */
export type DemoEnd = 'absolute' | 'idle' | 'administrator'

/** A preview of a template, or what is wrong with it. */
export type Preview =
  | {
      readonly ok: true
      readonly claims: { readonly [claim: string]: unknown }
      readonly bytes: number
      readonly warnings: readonly { readonly message: string }[]
    }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] }

/** A place in a template, and what is wrong there. */
export type TemplateProblem = { readonly line?: number; readonly column?: number; readonly message: string }

/** What the API of the demo says of a token. */
export type Verdict =
  | { readonly ok: true; readonly role: string | null; readonly verifiedInMs: number }
  | { readonly ok: false; readonly reason: string }

const API = '/playground/api'

/** The address of the demo's application API, which takes session tokens. */
export const WHOAMI: string = `${API}/whoami`

/** Makes a demo account. */
export function makeAccount(): Promise<DemoCredentials> {
  return ask<DemoCredentials>('accounts', null)
}

/** What the demo account of a session signs in with. */
export function credentialsOf(sessionId: string): Promise<DemoCredentials> {
  return ask<DemoCredentials>('credentials', sessionId)
}

/** Gives it another role, as an administrator would. */
export function changeRole(sessionId: string, role: DemoRole): Promise<unknown> {
  return ask('role', sessionId, { role })
}

/** Ends a session before its time. */
export function endSession(sessionId: string, by: DemoEnd): Promise<unknown> {
  return ask('end', sessionId, { by })
}

/** What a template would say of the account of a session. */
export async function previewTemplate(sessionId: string, text: string): Promise<Preview> {
  const response = await send('preview', sessionId, { text })
  const body: unknown = await response.json()
  if (response.ok) return { ok: true, ...(body as Omit<Extract<Preview, { ok: true }>, 'ok'>) }
  const { problems, detail, title } = body as {
    readonly problems?: readonly TemplateProblem[]
    readonly detail?: string
    readonly title: string
  }
  return { ok: false, problems: problems ?? [{ message: detail ?? title }] }
}

/** Reads what the API of the demo answered. */
export async function readVerdict(response: Response): Promise<Verdict> {
  const body = (await response.json()) as { readonly [member: string]: unknown }
  if (!response.ok) return { ok: false, reason: String(body['reason'] ?? body['code']) }
  const { role, verifiedInMs } = body
  return { ok: true, role: typeof role === 'string' ? role : null, verifiedInMs: Number(verifiedInMs) }
}

/** Asks the API of the demo with this very token, however old it is. */
export async function askWith(token: string): Promise<Verdict> {
  return await readVerdict(await fetch(WHOAMI, { headers: { authorization: `Bearer ${token}` } }))
}

async function ask<Body>(path: string, sessionId: string | null, body: object = {}): Promise<Body> {
  const response = await send(path, sessionId, body)
  if (response.status === 204) return {} as Body
  const answer = (await response.json()) as Body & { readonly title?: string; readonly detail?: string }
  if (!response.ok)
    throw new Error(answer.detail ?? answer.title ?? `The server answered ${response.status}.`)
  return answer
}

function send(path: string, sessionId: string | null, body: object): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...(sessionId === null ? {} : { 'coatcheck-session': sessionId }),
  }
  return fetch(`${API}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
}
