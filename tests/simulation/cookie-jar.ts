/** The cookies of one browser, as the server sets them: all of one host, and for its every path. */

/** A jar. */
export type CookieJar = {
  /** Takes the Set-Cookie values of an answer that has arrived. */
  readonly take: (values: readonly string[]) => void
  /** The Cookie header of a request; `null` for none. */
  readonly header: () => string | null
  /** Somebody clears them by hand. */
  readonly clear: () => void
}

/** Makes an empty one. What it keeps ends by the true time: a browser's own clock is not what is on trial here. */
export function createCookieJar(nowMs: () => number): CookieJar {
  const cookies = new Map<string, { readonly value: string; readonly untilMs: number }>()
  return {
    take: (values) => {
      for (const text of values) {
        const [pair = '', ...attributes] = text.split('; ')
        const at = pair.indexOf('=')
        const maxAge = attributes.find((one) => one.startsWith('Max-Age='))?.slice('Max-Age='.length)
        const untilMs = maxAge === undefined ? Infinity : nowMs() + Number(maxAge) * 1000
        cookies.set(pair.slice(0, at), { value: pair.slice(at + 1), untilMs })
      }
    },
    header: () => {
      const living = [...cookies].filter(([, { untilMs }]) => untilMs > nowMs())
      return living.length === 0 ? null : living.map(([name, { value }]) => `${name}=${value}`).join('; ')
    },
    clear: () => cookies.clear(),
  }
}
