/** Puts settings together: those of `above` win, and groups such as `inFlight` are merged key by key. */
export function mergeSettings(below: object, above: object): object {
  const merged: Record<string, unknown> = { ...below }
  for (const [key, value] of Object.entries(above)) {
    if (value === undefined) continue
    const known = merged[key]
    merged[key] = isGroup(known) && isGroup(value) ? mergeSettings(known, value) : value
  }
  return merged
}

const isGroup = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
