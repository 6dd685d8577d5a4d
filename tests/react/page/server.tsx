/** The same application, rendered by a server. */

import { renderToString } from 'react-dom/server'
import { Application, type Wanted } from './application.tsx'

/** Its markup. */
export function render(wanted: Wanted): string {
  return renderToString(<Application wanted={wanted} />)
}
