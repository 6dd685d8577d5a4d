/** The members of a parsed body that were sent: JSON has no `undefined`, but the types of optional members do. */

/** An object without its `undefined` members. */
export type Given<T> = { [M in keyof T]?: Exclude<T[M], undefined> }

/** Drops the members that are `undefined`. */
export function given<T extends object>(members: T): Given<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>
}
