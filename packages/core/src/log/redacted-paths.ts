import { REDACTED } from './redaction.js'

/** The parts of a job that a path can begin with. */
export const REDACTABLE_PARTS = ['args', 'kwargs', 'result', 'progress'] as const

/** What a segment of a path is that stands for every key and every index. */
const ANY = '*'

/**
 * A copy in which `[redacted]` stands at each of the paths, such as `args.0.card`, `kwargs.password` or `result.*.token`.
 * What no path names is the same object as before; a path that leads nowhere does nothing. Pure.
 */
export function redactPaths<T extends object>(job: T, paths: readonly string[]): T {
  let redacted: unknown = job
  for (const path of paths) redacted = without(redacted, path.split('.'), 0)
  // Objects keep their keys, and lists their length: what has changed are values.
  return redacted as T
}

function without(value: unknown, segments: readonly string[], depth: number): unknown {
  const segment = segments[depth]
  if (segment === undefined) return value === undefined || value === null ? value : REDACTED
  if (typeof value !== 'object' || value === null) return value
  const keys = segment === ANY ? Object.keys(value) : [segment]
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value
    return items.map((item, index) =>
      keys.includes(String(index)) ? without(item, segments, depth + 1) : item,
    )
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [
      key,
      keys.includes(key) ? without(item, segments, depth + 1) : item,
    ]),
  )
}
