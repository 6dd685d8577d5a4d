/** Something of the API, for what shows it. */

import { useCallback, useSyncExternalStore } from 'react'
import { useParts } from '../provider/parts.ts'
import { type Resource, resourceName, UNKNOWN } from './resource-store.ts'

/** What is known of it, and how to ask anew. */
export type LoadedResource<Body> = Resource<Body> & { readonly reload: () => Promise<void> }

/**
 * What the API answers to `GET` of a path below `/api/auth`.
 *
 * @param path `null` for nothing yet.
 * @param sessionId Whose it is: a session of this browser, or `null` for what everybody sees.
 */
export function useResource<Body>(path: string | null, sessionId: string | null): LoadedResource<Body> {
  const { client, resources } = useParts()
  const name = path === null ? null : resourceName(path, sessionId)
  const subscribe = useCallback(
    (listener: () => void) =>
      path === null || name === null
        ? () => {}
        : resources.subscribe(
            name,
            () => client.call(path, sessionId === null ? {} : { sessionId }),
            listener,
          ),
    [client, resources, name, path, sessionId],
  )
  const read = (): Resource<unknown> => (name === null ? UNKNOWN : resources.read(name))
  // What a path answers stands in the OpenAPI document; the caller says which of its schemas it is.
  const resource = useSyncExternalStore(subscribe, read, () => UNKNOWN) as Resource<Body>
  const reload = useCallback(async () => {
    if (name !== null) await resources.reload(name)
  }, [resources, name])
  return { ...resource, reload }
}
