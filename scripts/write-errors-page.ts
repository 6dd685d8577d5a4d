/** Writes `docs/errors.md` from the closed list of error codes; `--check` only says whether it is up to date. */

import { readFileSync, writeFileSync } from 'node:fs'
import { type ErrorCode, ERRORS } from '@coatcheck/core/protocol'

const PAGE = new URL('../docs/errors.md', import.meta.url)

/** The page as it should be. */
export function errorsPage(): string {
  const rows = (Object.keys(ERRORS) as ErrorCode[])
    .toSorted((a, b) => ERRORS[a].status - ERRORS[b].status || a.localeCompare(b))
    .map(
      (code) => `| \`${code}\` | ${ERRORS[code].status} | ${ERRORS[code].title} | ${ERRORS[code].action} |`,
    )
  return `# Errors

Every error is \`application/problem+json\` (RFC 9457) with a stable \`code\`. A 401 with \`refresh_invalid\`, \`refresh_reused\`
or \`session_ended\` means *sign out*; everything else means *keep the session and repeat*, after \`Retry-After\` where it is
given. This page is generated: \`node --conditions=source scripts/write-errors-page.ts\`.

| code | status | meaning | what to do |
|---|---|---|---|
${rows.join('\n')}
`
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
