/** The program of a test's page. */

import { flushSync } from 'react-dom'
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
const root = place.childElementCount > 0 ? hydrateRoot(place, application) : createRoot(place)
if (place.childElementCount === 0) root.render(application)
window.unmount = () => root.unmount()
// Once it returns, the page is as asked.
window.change = (changed) =>
  flushSync(() => root.render(<Application wanted={{ ...wanted, ...changed }} client={client} />))
