/** What a failed call says to the person. */

import { formatDuration } from '../../session-config/format-duration.ts'
import type { CallFailure } from '../../browser/outcome.ts'
import { fill } from './fill.ts'
import type { Messages } from './messages.ts'

/** These say in `detail` what a person needs, in the server's own words. */
const TELLING: ReadonlySet<string> = new Set<CallFailure['code']>(['hook_refused', 'invalid_request'])

/** The sentence of the error's code; an error that is newer than these messages speaks for itself. */
export function describeFailure(
  messages: Messages,
  { code, title, detail, reason, retryAfterSeconds }: CallFailure,
): string {
  // A server may be newer than this package.
  const sentence = Object.hasOwn(messages.errors, code) ? messages.errors[code] : title
  const weakness = isWeakness(messages, reason) ? [messages.weaknesses[reason]] : []
  const more = TELLING.has(code) && detail !== null ? [detail] : []
  const wait =
    retryAfterSeconds === null || retryAfterSeconds < 2
      ? []
      : [fill(messages.form.tryAgainIn, { time: formatDuration(retryAfterSeconds, messages) })]
  // Some scripts have no space after a full stop.
  return [sentence, ...weakness, ...more, ...wait].join(sentence.endsWith('。') ? '' : ' ')
}

function isWeakness({ weaknesses }: Messages, reason: string | null): reason is keyof Messages['weaknesses'] {
  return reason !== null && Object.hasOwn(weaknesses, reason)
}
