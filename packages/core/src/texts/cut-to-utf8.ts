/** The beginning of a text that takes at most so many bytes in UTF-8, never half a character. */
export function cutToUtf8(text: string, mostBytes: number): string {
  // A unit of UTF-16 takes three bytes at most.
  if (text.length * 3 <= mostBytes) return text
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(mostBytes))
  return text.slice(0, read)
}
