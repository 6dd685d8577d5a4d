/** Starts the second device, in its frame. */

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createPhone } from './phone/create-phone.ts'
import { Phone } from './phone/phone.tsx'

const root = document.querySelector('#root')
if (root === null) throw new Error('the document has no #root')
createRoot(root).render(
  <StrictMode>
    <Phone phone={createPhone(window.parent)} />
  </StrictMode>,
)
