/** What is found to be wrong in a world. One finding ends it. */

/** What is watched over. */
export type Watch =
  /** Nobody is signed out who should not be, and whoever is hears why. */
  | 'sign-outs'
  /** No token is used that is past its end. */
  | 'tokens'
  /** Requests are bounded, and one of all tabs asks for all. */
  | 'requests'
  /** Once the world turns kind, everybody gets on. */
  | 'liveness'
  /** A call is repeated once at most. */
  | 'repeats'

/** Something that is wrong. */
export type Finding = { readonly watch: Watch; readonly who: string; readonly what: string }

/** The judge. */
export type Judge = {
  readonly find: (watch: Watch, who: string, what: string) => void
  readonly findings: readonly Finding[]
}

/** Makes one. */
export function createJudge(): Judge {
  const findings: Finding[] = []
  return { find: (watch, who, what) => void findings.push({ watch, who, what }), findings }
}
