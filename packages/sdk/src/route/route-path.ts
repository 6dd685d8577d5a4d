/**
 * The path of a request in its one canonical reading. Routers read paths differently: one decodes before it matches and
 * another does not, one folds `//`, dots or case and another does not. A guard that reads a path in one way in front of
 * a router that reads it in another guards nothing, so what can be read in two ways has no reading here.
 */

/** What of a request says where it goes: its `url`, absolute or as on the request line. */
export type Routed = string | URL | { readonly url?: string | undefined }

/** The path of a request, neither decoded nor folded. */
export function rawPath(routed: Routed): string {
  const target =
    typeof routed === 'string' ? routed : routed instanceof URL ? routed.href : (routed.url ?? '')
  // Only the query is cut off: `#` has no place in a request.
  return target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#\\]*/i, '').replace(/\?.*$/s, '') || '/'
}

/**
 * The decoded segments of a path; `null` when it can be read in more than one way. A trailing slash makes a last,
 * empty segment; the root is `['']`.
 */
export function readPath(path: string): readonly string[] | null {
  if (!path.startsWith('/')) return null
  const segments = path.slice(1).split('/').map(readSegment)
  const isRead = (segment: string | null, index: number): segment is string =>
    segment !== null && (segment !== '' || index === segments.length - 1)
  return segments.every(isRead) ? segments : null
}

/** What stands for something else somewhere: separators, a path's end, an escape, what cannot be seen. */
const TREACHEROUS = /[/\\;?#%\p{C}\p{Z}]/u

/** One segment, decoded; `null` when it can be read in more than one way. */
export function readSegment(raw: string): string | null {
  // Encoding what needs none is a disguise (RFC 3986 section 2.3).
  if (/%(?:2[DE]|3\d|[46][1-9A-F]|[57][\dA]|5F|7E)/i.test(raw)) return null
  const segment = decode(raw)
  if (segment === null || segment === '.' || segment === '..') return null
  if (segment !== segment.trim() || segment !== segment.normalize('NFC')) return null
  return TREACHEROUS.test(segment.replaceAll(' ', '')) ? null : segment
}

function decode(raw: string): string | null {
  try {
    return decodeURIComponent(raw)
  } catch {
    return null
  }
}
