/** Starts the playground. */

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createPlayground } from './demo/playground.ts'
import { startHeartbeat } from './demo/heartbeat.ts'
import { Page } from './parts/page.tsx'
import { PlaygroundContext } from './playground-context.ts'

const playground = createPlayground()
startHeartbeat(playground)

const root = document.querySelector('#root')
if (root === null) throw new Error('the document has no #root')
createRoot(root).render(
  <StrictMode>
    <PlaygroundContext value={playground}>
      <Page />
    </PlaygroundContext>
  </StrictMode>,
)
