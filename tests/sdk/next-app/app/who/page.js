import { initialState } from '@coatcheck/sdk/next/server'

/** What the browser begins with. */
export default async function WhoPage() {
  const state = await initialState()
  return state === undefined ? 'asks by itself' : `${state.sessions.length} signed in`
}
