/** What can go wrong between an adapter and the store that it writes to: for tests of adapters. */

/** Of one call: nothing, it is not done, or it is done and fails all the same. */
export type Fault = 'none' | 'refused' | 'unanswered'

/** Is asked before each call to the store. */
export type Faults = () => Fault

/**
 * A store whose calls go wrong as they are told: `withFaults(SecureStore, faults)`, `withFaults(AsyncStorage, faults)`, or
 * whatever else an adapter takes that has functions which give promises.
 */
export function withFaults<Store extends object>(store: Store, faults: Faults): Store {
  const get = (_target: object, name: PropertyKey): unknown => {
    const member: unknown = Reflect.get(store, name)
    if (!isCall(member)) return member
    return async (...args: unknown[]) => {
      const fault = faults()
      if (fault === 'refused') throw new Error('the store was told not to do it')
      const result = await member.apply(store, args)
      if (fault === 'unanswered') throw new Error('the store was told not to say that it is done')
      return result
    }
  }
  return new Proxy({}, { get }) as Store
}

function isCall(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function'
}
