/** Claims of an application's own: which of them there are, and of which types. */

import { isMembers, type Members, readItems, readOwn } from './own-members.ts'

/** Whether something is of a type. */
export type Guard<Type> = (value: unknown) => value is Type

const OPTIONAL: unique symbol = Symbol('optional')

/** A member that may be left out. */
export type OptionalShape<Type> = { readonly [OPTIONAL]: Guard<Type> }

/** What a value has to be like: the name of a type, members of an object with the shape of each, or any guard. */
export type Shape = keyof Named | Guard<unknown> | MembersShape

/** The shape of each member. */
export type MembersShape = { readonly [member: string]: Shape | OptionalShape<unknown> }

type Named = {
  readonly string: string
  /** A finite one. */
  readonly number: number
  readonly boolean: boolean
  /** An object of which nothing else is asked. */
  readonly object: Members
}

/** The type of what has a shape. */
export type Shaped<S> = S extends keyof Named
  ? Named[S]
  : S extends Guard<infer Type>
    ? Type
    : S extends OptionalShape<infer Type>
      ? Type
      : { readonly [M in RequiredMember<S>]: Shaped<S[M]> } & {
          readonly [M in Exclude<keyof S, RequiredMember<S>>]?: Shaped<S[M]>
        }

type RequiredMember<S> = { [M in keyof S]: S[M] extends OptionalShape<unknown> ? never : M }[keyof S]

/**
 * Makes a guard: `isCustomClaims({ role: oneOf('admin', 'member'), plan: 'string', tenant: nullable('string') })`. What the
 * shape does not name may be there or not. Of objects, own members count alone; a getter is never called, and is refused.
 */
export function isCustomClaims<const S extends MembersShape>(shape: S): Guard<Shaped<S>> {
  return guardOf(shape) as Guard<Shaped<S>>
}

/** Whether claims of these names are there, with any value but `null`. Nothing asked is nothing granted. */
export function hasClaims<Name extends string>(
  value: unknown,
  ...names: readonly [Name, ...Name[]]
): value is { readonly [N in Name]: NonNullable<unknown> } {
  return names.length > 0 && isMembers(value) && names.every((name) => isThere(value, name))
}

/** One of these texts, numbers or booleans. */
export function oneOf<const Value extends string | number | boolean>(
  ...values: readonly Value[]
): Guard<Value> {
  return (value): value is Value => values.some((allowed) => allowed === value)
}

/** An array of that. */
export function listOf<const S extends Shape>(shape: S): Guard<readonly Shaped<S>[]> {
  const guard = guardOf(shape)
  return (value): value is readonly Shaped<S>[] => readItems(value)?.every((item) => guard(item)) ?? false
}

/** That, or `null`: what a template makes of a field that a user does not have. */
export function nullable<const S extends Shape>(shape: S): Guard<Shaped<S> | null> {
  const guard = guardOf(shape)
  return (value): value is Shaped<S> | null => value === null || guard(value)
}

/** A member that may be left out. */
export function optional<const S extends Shape>(shape: S): OptionalShape<Shaped<S>> {
  return { [OPTIONAL]: guardOf(shape) as Guard<Shaped<S>> }
}

function guardOf(shape: Shape): Guard<unknown> {
  if (typeof shape === 'function') return shape
  if (typeof shape === 'string') return namedGuard(shape)
  const members = Object.entries(shape).map(([name, member]) => [name, memberGuard(member)] as const)
  return (value): value is unknown => isMembers(value) && members.every(([name, holds]) => holds(value, name))
}

function namedGuard(name: keyof Named): Guard<unknown> {
  switch (name) {
    case 'string':
    case 'boolean':
      return (value): value is unknown => typeof value === name
    case 'number':
      return (value): value is unknown => Number.isFinite(value)
    case 'object':
      return isMembers
    default:
      throw new TypeError(`there is no shape ${String(name)}; there are string, number, boolean and object`)
  }
}

function memberGuard(shape: Shape | OptionalShape<unknown>): (value: Members, name: string) => boolean {
  const isOptional = isOptionalShape(shape)
  const guard = isOptional ? shape[OPTIONAL] : guardOf(shape)
  return (value, name) => {
    const member = readOwn(value, name)
    return member.kind === 'data' ? guard(member.value) : isOptional && member.kind === 'absent'
  }
}

function isOptionalShape(shape: Shape | OptionalShape<unknown>): shape is OptionalShape<unknown> {
  return typeof shape === 'object' && OPTIONAL in shape
}

function isThere(value: Members, name: string): boolean {
  const member = readOwn(value, name)
  return member.kind === 'data' && member.value !== undefined && member.value !== null
}
