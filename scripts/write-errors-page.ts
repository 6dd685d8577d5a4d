/** Writes `docs/errors.md` from the closed list of error codes; `--check` only says whether it is up to date. */

import { readFileSync, writeFileSync } from 'node:fs'
import {
  DPOP_REASONS,
  PASSWORD_WEAKNESSES,
  type ErrorCode,
  ERRORS,
  type Recovery,
  SESSION_ENDED,
} from '@coatcheck/core/protocol'
import { OAUTH_ERROR_MEANINGS } from '../packages/server/src/oauth/oauth-error-meanings.ts'
import { OAUTH_ERRORS, type OAuthErrorCode } from '../packages/server/src/oauth/oauth-error.ts'
import { MESSAGES } from '../packages/sdk/src/backend/messages.ts'

const PAGE = new URL('../docs/errors.md', import.meta.url)

/** The page as it should be. */
export function errorsPage(): string {
  const rows = (Object.keys(ERRORS) as ErrorCode[])
    .toSorted((a, b) => ERRORS[a].status - ERRORS[b].status || a.localeCompare(b))
    .map(
      (code) =>
        `| \`${code}\` | ${ERRORS[code].status} | ${ERRORS[code].recovery} | ${ERRORS[code].title} | ${ERRORS[code].action} |`,
    )
  return `# Errors

Every error is \`application/problem+json\` (RFC 9457) with a stable \`code\`. What a client does with one that it was not
written for is its kind (\`recovery\` in \`ERRORS\` of \`@coatcheck/core/protocol\`):

- *sign-out*: only ${codesOf('sign-out')}. The credential is of no use any more: drop it. Everything else keeps the session.
- *retry*: the same again, after \`Retry-After\` where it is given, or after reading storage anew.
- *ask-person*: somebody has to type, choose or sign in.
- *fix-request*: the same request will never succeed.

This page is generated: \`node --conditions=source scripts/write-errors-page.ts\`.

| code | status | kind | meaning | what to do |
|---|---|---|---|---|
${rows.join('\n')}

## At the OAuth endpoints

What is under \`/oauth\` answers \`{"error", "error_description"}\` (RFC 6749 section 5.2). What was unknown, expired, of another
client or used before looks alike there; the events tell which it was.

${oauthTable()}

## Why a session ended

The \`reason\` of \`session_ended\`, and of the events that tell of an end.

${tableOf(SESSION_ENDED)}

## Why a token was refused

The \`reason\` of \`token_invalid\`, and of what the SDK refuses.

${tableOf(MESSAGES)}

## Why a DPoP proof was refused

The \`reason\` of \`dpop_invalid\`.

${tableOf(DPOP_REASONS)}

## Why a password was rejected

The \`reason\` of \`password_rejected\`.

${tableOf(PASSWORD_WEAKNESSES)}
`
}

function codesOf(recovery: Recovery): string {
  return (Object.keys(ERRORS) as ErrorCode[])
    .filter((code) => ERRORS[code].recovery === recovery)
    .map((code) => `\`${code}\``)
    .join(', ')
}

function oauthTable(): string {
  const rows = (Object.keys(OAUTH_ERRORS) as OAuthErrorCode[])
    .toSorted((a, b) => OAUTH_ERRORS[a] - OAUTH_ERRORS[b] || a.localeCompare(b))
    .map((code) => `| \`${code}\` | ${OAUTH_ERRORS[code]} | ${OAUTH_ERROR_MEANINGS[code]} |`)
  return ['| error | status | meaning |', '|---|---|---|', ...rows].join('\n')
}

function tableOf(meanings: { readonly [reason: string]: string }): string {
  const rows = Object.entries(meanings).map(([reason, meaning]) => `| \`${reason}\` | ${meaning} |`)
  return ['| reason | meaning |', '|---|---|', ...rows].join('\n')
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    if (readFileSync(PAGE, 'utf8') !== errorsPage()) {
      console.error('docs/errors.md is not what the error codes say: run scripts/write-errors-page.ts')
      process.exit(1)
    }
  } else {
    writeFileSync(PAGE, errorsPage())
  }
}
