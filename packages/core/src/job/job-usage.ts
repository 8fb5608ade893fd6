/** What a job has used, by unit: as its task said with `ctx.usage`, summed over its tries. */
export type JobUsage = Readonly<Record<string, number>>

/** Units of one job. They travel with every message of the job from its first retry on. */
const MOST_UNITS = 20

/** The sums of both; what comes to nothing is absent. Pure. */
export function addUsage(
  before: JobUsage | undefined,
  more: JobUsage | undefined,
): JobUsage | undefined {
  if (!more) return before
  const sums = new Map(Object.entries(before ?? {}))
  for (const [unit, amount] of Object.entries(more)) {
    // Further units are charged to budgets all the same; the record has no room for them.
    if (sums.has(unit) || sums.size < MOST_UNITS) sums.set(unit, (sums.get(unit) ?? 0) + amount)
  }
  return sums.size === 0 ? undefined : Object.fromEntries(sums)
}

/** What of a value is usage, whoever wrote it. It tells of the past, so a message is not refused for it. */
export function usageOfWire(value: unknown): JobUsage | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const amounts = Object.entries(value).filter(
    (entry): entry is [string, number] =>
      typeof entry[1] === 'number' && Number.isFinite(entry[1]) && entry[1] >= 0,
  )
  return addUsage(undefined, Object.fromEntries(amounts))
}
