/** The paces that are offered, letters a second; `undefined`: as fast as they go. */
export const PACES = [undefined, 1, 10, 100] as const

export type Pace = (typeof PACES)[number]

/** How long so many letters take at a pace, milliseconds; `undefined`: nobody knows. */
export function lengthOf(count: number, pace: Pace): number | undefined {
  return pace === undefined ? undefined : (count / pace) * 1_000
}
