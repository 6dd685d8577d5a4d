/** Logs: structured lines on standard output that hold no secret, because they hold only what is listed here. */

import { type DestinationStream, type Logger, pino } from 'pino'
import type { Settings } from '../config/settings.ts'

/** Credentials as they look anywhere in a text: opaque ones by their prefix, signed ones by their three segments. */
const CREDENTIAL = /\bcc(?:c|r|s|k|adm|b|v|o)_[\w-]{20,}|\beyJ[\w-]+\.[\w-]+\.[\w-]*/g

/** A field that could carry a request or an answer as a whole is dropped, whoever logs it. */
const NEVER = ['headers', 'body', 'cookie', 'authorization', 'password', 'token', 'secret', 'req', 'res']

/**
 * Makes the logger. Requests and answers are never logged as objects, and credentials that got into the message or
 * stack of an error are cut out.
 */
export function createLogger(settings: Pick<Settings, 'logLevel'>, destination?: DestinationStream): Logger {
  const options = {
    level: settings.logLevel,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: NEVER.flatMap((name) => [name, `*.${name}`]), remove: true },
    serializers: { err: describeError },
    hooks: { streamWrite: withoutCredentials },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

/** A text with every credential in it replaced by `[secret]`. */
export function withoutCredentials(text: string): string {
  return text.replace(CREDENTIAL, '[secret]')
}

/** Name, message, code and stack; other members of an error may hold anything. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { name: error.name, message: error.message, ...(code !== undefined && { code }), stack: error.stack }
}
