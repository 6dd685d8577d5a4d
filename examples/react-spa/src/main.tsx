/** Starts the pages. */

import '@coatcheck/sdk/react/styles.css'
import './styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has an element for the pages')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
