/** Reads `COATCHECK_SECRET`: one text, or several versions of which the first is used and all are accepted. */

/** One version of the instance secret. */
export type SecretVersion = {
  /** 1 to 65535: what refresh tokens and sealed values carry to say which secret made them. */
  readonly version: number
  /** The secret itself, at least 32 bytes. */
  readonly material: Uint8Array
}

/** All versions; the first is the one that new things are made with. */
export type ParsedSecrets = readonly [SecretVersion, ...SecretVersion[]]

/** The secrets, or what is wrong with their spelling. The problem never quotes a secret. */
export type SecretsParse =
  | { readonly ok: true; readonly secrets: ParsedSecrets }
  | { readonly ok: false; readonly problem: string }

/** The fewest bytes of a secret. */
export const MIN_SECRET_BYTES = 32

const VERSIONED = /^v\d+:/
const ENTRY = /^v([1-9]\d{0,4}):(.*)$/s
const MAX_VERSION = 0xffff

/**
 * Reads a secret: any text of at least 32 bytes (version 1), or `v2:...,v1:...`, where a secret may hold
 * anything but a comma.
 */
export function parseSecrets(text: string): SecretsParse {
  if (!VERSIONED.test(text)) return check([{ version: 1, material: Buffer.from(text) }])
  const versions: SecretVersion[] = []
  for (const [index, entry] of text.split(',').entries()) {
    const [, version, secret] = ENTRY.exec(entry.trim()) ?? []
    if (version === undefined || secret === undefined || Number(version) > MAX_VERSION) {
      return { ok: false, problem: `entry ${index + 1} is not spelled v<1 to ${MAX_VERSION}>:<secret>` }
    }
    versions.push({ version: Number(version), material: Buffer.from(secret) })
  }
  return check(versions)
}

function check(versions: readonly SecretVersion[]): SecretsParse {
  const [first, ...others] = versions
  if (first === undefined) return { ok: false, problem: 'it holds no secret' }
  for (const { version, material } of versions) {
    if (material.length < MIN_SECRET_BYTES) {
      const problem = `version ${version} has ${material.length} bytes, at least ${MIN_SECRET_BYTES} are needed`
      return { ok: false, problem }
    }
  }
  const repeated = versions.find(({ version }, i) => versions.some((v, j) => j > i && v.version === version))
  if (repeated !== undefined) return { ok: false, problem: `version ${repeated.version} is listed twice` }
  return { ok: true, secrets: [first, ...others] }
}
