export type ReadJson = { readonly value: unknown } | { readonly problem: string }

/** What somebody typed as JSON, or what the browser has against it. */
export function readJson(typed: string): ReadJson {
  try {
    return { value: JSON.parse(typed) as unknown }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

/** As {@link readJson}; nothing at all is `null`. */
export const readTypedJson = (typed: string): ReadJson =>
  typed.trim() === '' ? { value: null } : readJson(typed)
