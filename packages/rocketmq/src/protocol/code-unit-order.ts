/** Java's order of texts: by UTF-16 code units, so that every client sorts the same way. */
export function compareCodeUnits(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
