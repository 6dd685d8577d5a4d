/** Another look, in everything that there is to an appearance. */

import type { Appearance } from '@coatcheck/core/protocol'

/** Violet and round, with serifs. */
export const ACME: Appearance = {
  name: 'Acme',
  logo: '/logo.svg',
  colors: {
    accent: '#7c3aed',
    background: '#f5f3ff',
    surface: '#ffffff',
    text: '#1e1b2e',
    muted: '#5b5675',
    border: '#ddd6fe',
    danger: '#dc2626',
    dark: {
      background: '#0f0b1f',
      surface: '#1b1530',
      text: '#f1eefc',
      muted: '#b7aedb',
      border: '#372c5c',
    },
  },
  font: 'Georgia, "DejaVu Serif", serif',
  radius: '1.25rem',
}
