/** The notices of each team, in memory: an application has a database here. */

/** A notice on a board. */
export type Notice = { readonly id: string; readonly text: string; readonly author: string }

declare global {
  // Next bundles pages and routes apart: a variable of this module would be several.
  var boards: Map<string, readonly Notice[]> | undefined
}

const boards = (globalThis.boards ??= new Map())

/** What hangs on the board of a team. */
export function noticesOf(team: string): readonly Notice[] {
  return boards.get(team) ?? []
}

/** Pins a notice. */
export function pinNotice(team: string, notice: Omit<Notice, 'id'>): void {
  boards.set(team, [...noticesOf(team), { id: crypto.randomUUID(), ...notice }])
}

/** Takes a notice down. */
export function takeDownNotice(team: string, id: string): void {
  boards.set(
    team,
    noticesOf(team).filter((notice) => notice.id !== id),
  )
}
