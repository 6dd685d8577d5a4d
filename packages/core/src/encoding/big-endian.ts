/** Unsigned numbers inside of byte arrays, most significant byte first: a `DataView` costs more than all it reads. */

/** The number that `width` bytes (at most four) spell from `at` on; bytes behind the end count as zero. */
export function readBigEndian(bytes: Uint8Array, at: number, width: number): number {
  let value = 0
  for (let i = at; i < at + width; i++) value = (value << 8) | (bytes[i] ?? 0)
  return value >>> 0
}

/** Writes the low `width` bytes (at most four) of a number from `at` on. */
export function writeBigEndian(bytes: Uint8Array, at: number, width: number, value: number): void {
  for (let i = 0; i < width; i++) bytes[at + i] = value >>> (8 * (width - 1 - i))
}
