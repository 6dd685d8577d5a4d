/** The program of a test's page. */

import { createRoot, hydrateRoot } from 'react-dom/client'
import { type ClientOptions, createClient } from '@coatcheck/sdk/browser'
import { Application, type Wanted } from './application.tsx'
import './window.ts'

const place = document.getElementById('root')
if (place === null) throw new Error('the page has no place for it')
const wanted = JSON.parse(document.getElementById('wanted')?.textContent ?? '{}') as Wanted
Object.assign(window, { seen: [], trace: [], needed: [], went: [] })
const onTrace: ClientOptions['onTrace'] = (entry) => window.trace.push(entry)
const client = wanted.handsClient === true ? createClient({ ...wanted.client, onTrace }) : undefined
if (client !== undefined) window.client = client
const application = <Application wanted={wanted} client={client} />
if (place.childElementCount > 0) {
  const root = hydrateRoot(place, application)
  window.unmount = () => root.unmount()
} else {
  const root = createRoot(place)
  root.render(application)
  window.unmount = () => root.unmount()
}
