/** Watches a value. */

import { useSyncExternalStore } from 'react'
import type { Observable } from '../observable.ts'

/** The value as it is now, for as long as the component is there. */
export function useObservable<T>({ subscribe, get }: Observable<T>): T {
  return useSyncExternalStore(subscribe, get)
}
