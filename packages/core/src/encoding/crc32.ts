/** CRC-32 (ISO 3309): the checksum that lets garbage credentials be refused before any store is touched. */

const TABLE = new Uint32Array(256)
for (let n = 0; n < 256; n++) {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  TABLE[n] = c >>> 0
}

/** The CRC-32 of the first `length` bytes as an unsigned 32-bit number. `seed` continues an earlier checksum. */
export function crc32(bytes: Uint8Array, seed = 0, length: number = bytes.length): number {
  let c = ~seed
  for (let i = 0; i < length; i++) c = (TABLE[(c ^ (bytes[i] ?? 0)) & 255] ?? 0) ^ (c >>> 8)
  return ~c >>> 0
}
