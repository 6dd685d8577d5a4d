/** The body of a visit as it comes: takes about as much room as what has come, in however small pieces. */

const FIRST_BYTES = 1024

/** A body that comes bit by bit. */
export type Body = {
  /** `false` when that would make it too long. */
  readonly add: (chunk: Uint8Array) => boolean
  readonly bytes: () => Uint8Array<ArrayBuffer>
}

/** Makes an empty one. */
export function createBody(maxBytes: number): Body {
  let room = new Uint8Array(0)
  let length = 0
  return {
    add: (chunk) => {
      const needed = length + chunk.byteLength
      if (needed > maxBytes) return false
      if (needed > room.length) {
        const larger = new Uint8Array(Math.min(maxBytes, Math.max(FIRST_BYTES, needed, 2 * room.length)))
        larger.set(room.subarray(0, length))
        room = larger
      }
      room.set(chunk, length)
      length = needed
      return true
    },
    bytes: () => room.slice(0, length),
  }
}
