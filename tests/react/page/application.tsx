/** The application of the tests: one provider, and below it whatever a test wants to see. */

import { createElement, type FunctionComponent, type ReactNode, StrictMode } from 'react'
import type { ClientOptions, CoatcheckClient } from '@coatcheck/sdk/browser'
import { type CoatcheckProviderProps, CoatcheckProvider } from '@coatcheck/sdk/react'
import * as languages from '@coatcheck/sdk/react/messages'
import type { Messages } from '@coatcheck/sdk/react/messages'
import { SCENES } from './scenes.tsx'
import './window.ts'

const LANGUAGES: Readonly<Record<keyof typeof languages, Messages>> = { ...languages }

/** What a test wants to see: plain data, for it travels in the address. */
export type Wanted = {
  /** Components by their names, one after the other. */
  readonly show: readonly { readonly name: string; readonly props?: object; readonly children?: string }[]
  readonly language?: keyof typeof languages
  /** Options of the client, which the provider makes. */
  readonly client: ClientOptions
  readonly provider?: Omit<CoatcheckProviderProps, 'messages'>
  /** The client is made by the page, and handed to the provider. */
  readonly handsClient?: boolean
  /** The application has a router of its own, which only notes where it is told to go. */
  readonly hasRouter?: boolean
}

/** The whole tree. */
export function Application({ wanted, client }: ApplicationProps): ReactNode {
  const { show, language, client: options, provider, hasRouter = false } = wanted
  const given = client === undefined ? options : { client }
  const messages = language === undefined ? undefined : LANGUAGES[language]
  return (
    <StrictMode>
      <CoatcheckProvider {...provider} {...given} messages={messages} navigate={hasRouter ? note : undefined}>
        {show.map(({ name, props, children }, index) => {
          const component = SCENES[name]
          if (component === undefined) throw new Error(`there is no ${name}`)
          return (
            <div key={index}>{createElement(component as FunctionComponent<object>, props, children)}</div>
          )
        })}
      </CoatcheckProvider>
    </StrictMode>
  )
}

/** What it is made of. */
export type ApplicationProps = { readonly wanted: Wanted; readonly client?: CoatcheckClient | undefined }

function note(url: string, { replace }: { readonly replace: boolean }): void {
  window.went.push({ url, replace })
}
