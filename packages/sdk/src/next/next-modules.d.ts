/**
 * What we use of Next, by the names under which its bundlers know it: they put the module of the right environment in
 * their place. TypeScript does not find them so, as Next has no export map and Node would want an extension.
 */

declare module 'next/headers' {
  export function cookies(): Promise<{ set(cookie: object): unknown }>
  export function headers(): Promise<{ get(name: string): string | null }>
}

declare module 'next/navigation' {
  export function notFound(): never
  export function redirect(url: string): never
}
