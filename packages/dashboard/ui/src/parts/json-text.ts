/** A value as JSON; what is not there is `null`. */
export function jsonText(value: unknown, indent = 0): string {
  return value === undefined ? 'null' : JSON.stringify(value, null, indent)
}
