/** A request as Next's proxy gets it. */

/** What it needs of a `NextRequest`. */
export type ProxyRequest = Request & {
  /** The URL as routes see it: without the base path. */
  readonly nextUrl: { readonly pathname: string }
}

const DATA = /^.*\/_next\/data\/[^/]+(\/.*)\.json$/
const FLIGHT = /(?:\.segments\/.*)?\.(?:rsc|segment\.rsc)$/

/** Every path under which a request can reach a route: as it came, without the base path, and a page's data as the page. */
export function nextPaths(request: ProxyRequest): readonly string[] {
  const paths = [new URL(request.url).pathname, request.nextUrl.pathname]
  return [...new Set(paths.flatMap((path) => [path, pageOf(path)]))]
}

/** The page that a path brings the data of. */
function pageOf(path: string): string {
  const page = path.replace(DATA, '$1').replace(FLIGHT, '')
  return /^\/?(?:index)?$/.test(page) ? '/' : page
}

/** Whether somebody looks at a page, rather than some code fetching. */
export function isPageVisit({ method, headers }: Request): boolean {
  if (method !== 'GET') return false
  const destination = headers.get('sec-fetch-dest')
  return destination === null
    ? headers.get('accept')?.includes('text/html') === true
    : ['document', 'iframe', 'frame'].includes(destination)
}

/**
 * Goes on to the route with cookies that have just been renewed: what `NextResponse.next({ request: { headers } })`
 * answers, without Next in the bundle. Headers that it does not name would be taken from the route.
 */
export function goOnWith({ headers }: Request, setCookies: readonly string[]): Response {
  const answer = new Headers({ 'x-middleware-next': '1' })
  const changed = new Headers(headers)
  changed.set('cookie', withCookies(headers.get('cookie') ?? '', setCookies))
  answer.set('x-middleware-override-headers', [...changed.keys()].join(','))
  for (const [name, value] of changed) answer.set(`x-middleware-request-${name}`, value)
  return new Response(null, { headers: answer })
}

/** A Cookie header as the browser will send it once it has those. */
function withCookies(header: string, setCookies: readonly string[]): string {
  const renewed = setCookies.map((cookie) => cookie.split(';', 1).join(''))
  const isRenewed = (pair: string): boolean =>
    renewed.some((cookie) => pair.trimStart().startsWith(cookie.slice(0, cookie.indexOf('=') + 1)))
  const kept = header.split(';').filter((pair) => pair.trim() !== '' && !isRenewed(pair))
  return [...kept.map((pair) => pair.trim()), ...renewed].join('; ')
}

/** Sends somebody to sign in, and back. */
export function signInRedirect(request: Request, signInUrl: string): Response {
  const url = new URL(signInUrl, request.url)
  url.searchParams.set('redirect_url', request.url)
  return new Response(null, { status: 307, headers: { location: url.href, 'cache-control': 'no-store' } })
}
