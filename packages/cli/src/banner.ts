/** What `coatcheck serve` says once it listens. */

import type { Terminal } from './terminal.ts'

/** Keys that were made at this start and are shown this once. */
export type FirstKeys = { readonly admin: string | null; readonly backend: string; readonly verifier: string }

/** What the banner tells. */
export type BannerFacts = {
  readonly version: string
  /** Where the server is reached. */
  readonly url: string
  readonly mode: 'development' | 'production'
  readonly modeReason: string
  readonly database: string
  /** Where sessions are, when they are not in the database. */
  readonly redis: string | null
  readonly sessionCookie: string
  readonly clientCookie: string
  /** The file of a secret that was made just now; `null` when there was one. */
  readonly newSecretPath: string | null
  readonly firstKeys: FirstKeys | null
  readonly warnings: readonly string[]
}

/** The banner: one line in production, in development all that is needed to try it. */
export function banner(facts: BannerFacts, terminal: Terminal): string {
  const title = `${terminal.bold('Coatcheck')} ${facts.version} listens on ${terminal.bold(facts.url)}`
  const parts = [[title, ...overview(facts, terminal)]]
  if (facts.newSecretPath !== null) parts.push(secretNotice(facts.newSecretPath, terminal))
  for (const warning of facts.warnings) parts.push([`${terminal.warning('Warning:')} ${warning}`])
  if (facts.firstKeys !== null) parts.push(...keysParts(facts.url, facts.firstKeys, terminal))
  if (facts.mode === 'development') parts.push(tryIt(facts.url, terminal))
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function overview(facts: BannerFacts, { dim }: Terminal): string[] {
  const rows: readonly (readonly [string, string])[] = [
    ['Mode', `${facts.mode} (${facts.modeReason})`],
    ['Database', facts.database],
    ...(facts.redis === null ? [] : [['Sessions', `Redis, ${facts.redis}`] as const]),
    ['Cookies', `${facts.clientCookie}, ${facts.sessionCookie}`],
    ...(facts.mode === 'development'
      ? ([
          ['Playground', `${facts.url}/playground`],
          ['Sign in', `${facts.url}/sign-in`],
          ['Mail', `${facts.url}/outbox`],
        ] as const)
      : []),
  ]
  return rows.map(([name, value]) => `  ${dim(name.padEnd(10))} ${value}`)
}

function secretNotice(path: string, { warning }: Terminal): string[] {
  return [
    `${warning('A secret was made for this instance')} and kept in ${path}.`,
    'Without it nobody stays signed in: keep it with the database. In production set COATCHECK_SECRET.',
  ]
}

function keysParts(url: string, keys: FirstKeys, { bold, dim, good }: Terminal): string[][] {
  const environment = [
    `COATCHECK_URL=${url}`,
    `COATCHECK_BACKEND_KEY=${keys.backend}`,
    `COATCHECK_VERIFIER_KEY=${keys.verifier}`,
  ]
  const admin = [`${bold('Admin key')} ${dim('(shown this once)')}`, `  ${good(keys.admin ?? '')}`]
  return [
    ...(keys.admin === null ? [] : [admin]),
    [
      `${bold('.env.local')} ${dim('of your application (shown this once)')}`,
      ...environment.map((line) => `  ${line}`),
    ],
  ]
}

/** Lines for a shell. Only the answers of earlier lines are needed, kept in variables by sed: no other program. */
function tryIt(url: string, { bold, dim }: Terminal): string[] {
  const json = `-H 'content-type: application/json'`
  const account = `{"email":"ada@example.com","password":"correct horse battery","transport":"token"}`
  const field = (name: string): string => `sed -n 's/.*"${name}":"\\([^"]*\\)".*/\\1/p'`
  return [
    `${bold('Try it')} ${dim('(paste line by line)')}`,
    `  ${dim('# register, then sign in')}`,
    `  curl -s ${url}/api/auth/register ${json} -d '${account}'`,
    `  R=$(curl -s ${url}/api/auth/login ${json} -d '${account}' | ${field('refreshToken')}); echo "$R"`,
    `  ${dim('# trade the refresh token for a fresh session token and the next refresh token')}`,
    `  curl -s ${url}/api/auth/refresh ${json} -d "{\\"refreshToken\\":\\"$R\\"}"`,
    `  ${dim('# a session that lasts for days behind one opaque token, and what it says')}`,
    `  S=$(curl -s ${url}/api/auth/login ${json} -d '${account.replace('"token"', '"opaque"')}' | ${field('sessionToken')})`,
    `  curl -s ${url}/api/auth/session -H "authorization: Bearer $S"`,
  ]
}
