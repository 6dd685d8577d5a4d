/** Reads what may be anything: own data only, so that no code of it runs, and nothing inherited is taken for said. */

/** An object with members. */
export type Members = { readonly [member: string]: unknown }

/**
 * A member: `absent` when the object has none of its own, `unreadable` when reading it would run somebody's code (a getter)
 * or did so in vain (a proxy).
 */
export type Reading =
  | { readonly kind: 'data'; readonly value: unknown }
  | { readonly kind: 'absent' | 'unreadable' }

/** More than any token has room for. */
const MAX_ITEMS = 10_000

/** Whether it is an object, and no array. */
export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && isArray(value) === false
}

/** Reads a member of whatever it is. */
export function readOwn(value: unknown, name: PropertyKey): Reading {
  if (typeof value !== 'object' || value === null) return { kind: 'absent' }
  try {
    const found = Object.getOwnPropertyDescriptor(value, name)
    if (found === undefined) return { kind: 'absent' }
    return 'value' in found ? { kind: 'data', value: found.value } : { kind: 'unreadable' }
  } catch {
    return { kind: 'unreadable' } // a proxy that throws, or was revoked
  }
}

/** A member that is a text; `null` when it is anything else. */
export function readText(value: unknown, name: string): string | null {
  const member = readOwn(value, name)
  return member.kind === 'data' && typeof member.value === 'string' ? member.value : null
}

/** The names of all own members, enumerable or not; `null` when they cannot be told. */
export function ownNames(value: Members): readonly string[] | null {
  try {
    return Object.getOwnPropertyNames(value)
  } catch {
    return null // a proxy that throws, or was revoked
  }
}

/** The items of an array; `null` when it is none, has holes, or has an item that cannot be read. */
export function readItems(value: unknown): readonly unknown[] | null {
  if (isArray(value) !== true) return null
  const length = readOwn(value, 'length')
  if (length.kind !== 'data' || typeof length.value !== 'number' || length.value > MAX_ITEMS) return null
  const items: unknown[] = []
  for (let index = 0; index < length.value; index++) {
    const item = readOwn(value, index)
    if (item.kind !== 'data') return null
    items.push(item.value)
  }
  return items
}

/** `null` when it cannot be told. */
function isArray(value: unknown): boolean | null {
  try {
    return Array.isArray(value)
  } catch {
    return null // a proxy that was revoked
  }
}
