/** The parts of the page, for whatever shows or moves them. */

import { createContext, use } from 'react'
import type { Playground } from './demo/playground.ts'

/** Where they are given. */
export const PlaygroundContext: React.Context<Playground | null> = createContext<Playground | null>(null)

/** The parts. */
export function usePlayground(): Playground {
  const playground = use(PlaygroundContext)
  if (playground === null) throw new Error('there is no playground around this')
  return playground
}
