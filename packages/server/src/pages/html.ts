/** The one way that pages make markup: Hono's `html` tag, which escapes every value put into it. */

import { html, raw } from 'hono/html'

/** Markup that is already escaped. No view waits for anything, so it is never a promise in practice. */
export type Html = ReturnType<typeof html>

/** What an attribute may be: `true` writes the bare name; `false`, `null` and `undefined` leave it out. */
export type AttributeValue = string | number | boolean | null | undefined

/** Writes attributes, each with a leading space and its value escaped. Names come from our code, never from input. */
export function attributes(values: Readonly<Record<string, AttributeValue>>): Html[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined || value === null || value === false) return []
    return value === true ? [raw(` ${name}`)] : [html` ${raw(name)}="${value}"`]
  })
}

export { html, raw }
