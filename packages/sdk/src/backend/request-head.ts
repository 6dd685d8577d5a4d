/** What of a request says who sends it: the method, the headers and a ticket, on the web or on Node. */

/** A `Request` is one. */
export type RequestHead = {
  /** `null` where it is not known: a cookie then counts only if the request's Origin, where it has one, may use it. */
  readonly method: string | null
  readonly headers: { readonly get: (name: string) => string | null }
  /** Where a ticket may stand, and what a proof of DPoP is for; of no interest else. */
  readonly url?: string
}

/** A request of `node:http`, as Express and the API routes of Next's `pages/` have it. */
export type NodeRequestHead = {
  readonly method?: string | undefined
  readonly url?: string | undefined
  /** The target as it came, where middleware has written `url` anew. */
  readonly originalUrl?: string | undefined
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined }
  /** Every value of every header; without it, Node has chosen among several. */
  readonly headersDistinct?: { readonly [name: string]: readonly string[] | undefined } | undefined
}

/** Reads either. */
export function requestHead(request: RequestHead | NodeRequestHead): RequestHead {
  return isWeb(request) ? request : nodeHead(request)
}

function isWeb(request: RequestHead | NodeRequestHead): request is RequestHead {
  return typeof request.headers['get'] === 'function'
}

/** Joins what came several times as the web does, so that nobody reads another value than whoever stands in front. */
function nodeHead({ method, url, originalUrl, headers, headersDistinct }: NodeRequestHead): RequestHead {
  const target = originalUrl ?? url
  return {
    method: method ?? null,
    ...(target !== undefined && { url: target }),
    headers: {
      get: (name) => {
        const values = headersDistinct?.[name] ?? headers[name]
        if (values === undefined) return null
        return typeof values === 'string' ? values : values.join(name === 'cookie' ? '; ' : ', ')
      },
    },
  }
}

/** Whether a request opens a WebSocket (RFC 6455 section 4.1). */
export function opensWebSocket(headers: RequestHead['headers']): boolean {
  return /(?:^|,)\s*websocket\s*(?:,|$)/i.test(headers.get('upgrade') ?? '')
}
