/** What `getRandomValues` gives at most. */
const MOST_RANDOM_BYTES = 65_536

export function randomBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(count)
  for (let start = 0; start < count; start += MOST_RANDOM_BYTES) {
    crypto.getRandomValues(bytes.subarray(start, start + MOST_RANDOM_BYTES))
  }
  return bytes
}

/** Not `crypto.randomUUID`: pages that came over plain HTTP do not have it. */
export function randomUuid(): string {
  const bytes = randomBytes(16)
  // Version 4 of RFC 9562, and its variant.
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = hexText(bytes)
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return [...groups, hex.slice(20)].join('-')
}

export function hexText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let hex = ''
  for (const byte of bytes.subarray(start, end)) hex += byte.toString(16).padStart(2, '0')
  return hex
}

export const utf8Bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export const utf8Length = (text: string): number => utf8Bytes(text).length

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

export const utf8Text = (bytes: Uint8Array): string => strictUtf8.decode(bytes)

export const asciiText = (bytes: Uint8Array, start: number, end: number): string =>
  strictUtf8.decode(bytes.subarray(start, end))

export const base64Bytes = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0))

export function base64Text(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
