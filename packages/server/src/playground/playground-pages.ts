/** Answers with the playground's documents and what they load, under a policy as strict as that of all pages. */

import type { BuiltFile, BuiltFiles } from './built-files.ts'

/** A document of the playground: in no frame but, for the second device, its own; nothing inline, nothing of others. */
export function documentAnswer(
  file: BuiltFile,
  request: Request,
  { framedBy }: { readonly framedBy: 'nobody' | 'itself' },
): Response {
  const ancestors = framedBy === 'itself' ? "'self'" : "'none'"
  return fileAnswer(file, request, {
    'cache-control': 'no-cache',
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "connect-src 'self'",
      "frame-src 'self'",
      "form-action 'none'",
      `frame-ancestors ${ancestors}`,
      "base-uri 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'same-origin',
    'x-frame-options': framedBy === 'itself' ? 'SAMEORIGIN' : 'DENY',
  })
}

/** A file that a document loads; `null` when there is none of that name. Its name says what is in it. */
export function loadedAnswer(files: BuiltFiles, name: string, request: Request): Response | null {
  const file = files.get(`files/${name}`)
  return file === undefined
    ? null
    : fileAnswer(file, request, { 'cache-control': 'public, max-age=31536000, immutable' })
}

function fileAnswer(
  { content, type, tag }: BuiltFile,
  request: Request,
  others: { readonly [name: string]: string },
): Response {
  const headers = {
    'content-type': type,
    etag: `"${tag}"`,
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    ...others,
  }
  const isKnown = request.headers.get('if-none-match') === `"${tag}"`
  return isKnown ? new Response(null, { status: 304, headers }) : new Response(content, { headers })
}
