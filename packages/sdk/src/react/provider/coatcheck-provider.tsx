/** `<CoatcheckProvider>`: hands a client to the hooks and components below it. */

import { type ReactNode, useEffect, useMemo } from 'react'
import type { Appearance } from '@coatcheck/core/protocol'
import type { CoatcheckClient } from '../../browser/client.ts'
import type { ClientOptions } from '../../browser/client-options.ts'
import { DEFAULT_LOOK, type Look, LookContext } from '../look/look.ts'
import type { Messages } from '../messages/messages.ts'
import { ReverificationDialog } from '../reverification/reverification-dialog.tsx'
import { useOwnClient } from './own-client.ts'
import { partsOf, PartsContext } from './parts.ts'
import { PlacesContext, type PlacesProps, usePlacesOf } from './places.ts'

/** How components look and speak. */
export type LookProps = {
  /** The same description as of the server's pages and mails. */
  readonly appearance?: Appearance | undefined
  /** A language of `@coatcheck/sdk/react/messages`, or your own. Default: English. */
  readonly messages?: Messages | undefined
  /** By which numbers and times are written (BCP 47). Default: the language of the messages. */
  readonly locale?: string | undefined
  /** Default: that of the messages. */
  readonly dir?: 'ltr' | 'rtl' | undefined
  /** Default `system`: as the person's system has it. */
  readonly colorScheme?: Look['colorScheme'] | undefined
}

/** A client, or what one is made of. */
export type CoatcheckProviderProps = LookProps &
  PlacesProps & { readonly children?: ReactNode } & (
    | { readonly client: CoatcheckClient }
    | (ClientOptions & { readonly client?: undefined })
  )

/** The provider. A client that it is given stays the caller's; one that it makes, it closes. */
export function CoatcheckProvider(props: CoatcheckProviderProps): ReactNode {
  return props.client === undefined ? (
    <WithOwnClient {...props} />
  ) : (
    <WithClient {...props} client={props.client} serverUrl={props.client.url} />
  )
}

function WithOwnClient(props: CoatcheckProviderProps & ClientOptions): ReactNode {
  const client = useOwnClient(props)
  return <WithClient {...props} client={client} serverUrl={props.url === undefined ? '' : client.url} />
}

type WithClientProps = LookProps &
  PlacesProps & {
    readonly children?: ReactNode
    readonly client: CoatcheckClient
    readonly serverUrl: string
  }

function WithClient({ children, client, serverUrl, ...props }: WithClientProps): ReactNode {
  const parts = partsOf(client)
  // The one subscription to the client: whatever is below listens to this.
  useEffect(() => parts.store.connect(), [parts])
  return (
    <PartsContext.Provider value={parts}>
      <PlacesContext.Provider value={usePlacesOf(serverUrl, props)}>
        <LookContext.Provider value={useLookOf(props)}>
          {children}
          <ReverificationDialog />
        </LookContext.Provider>
      </PlacesContext.Provider>
    </PartsContext.Provider>
  )
}

function useLookOf(props: LookProps): Look {
  const { appearance = DEFAULT_LOOK.appearance, messages = DEFAULT_LOOK.messages } = props
  const { locale = messages.locale, dir = messages.dir, colorScheme = DEFAULT_LOOK.colorScheme } = props
  return useMemo(
    () => ({ appearance, messages, locale, dir, colorScheme }),
    [appearance, messages, locale, dir, colorScheme],
  )
}
