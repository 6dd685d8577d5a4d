/** UTF-8 both ways, refusing what is not well-formed. */

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Up to this length V8 keeps a typed array's bytes inside of its heap. What is longer, comes from a `TextEncoder`, or
 * has its `buffer` looked at (`subarray`, `DataView`) costs an allocation outside: more than all the rest of a
 * credential's parsing.
 */
const MAX_SHORT = 64

/** The UTF-8 bytes of a text. */
export function encodeUtf8(text: string): Uint8Array {
  return (text.length <= MAX_SHORT ? encodeAscii(text) : null) ?? encoder.encode(text)
}

function encodeAscii(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 127) return null
    bytes[i] = code
  }
  return bytes
}

/** The text of UTF-8 bytes, a byte-order mark kept; `null` when they are not well-formed. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}
