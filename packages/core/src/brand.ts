/** Brands: types that only their own parser can make. */

declare const brand: unique symbol

/** A `T` that has passed the parser of the name `Name`. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name }
