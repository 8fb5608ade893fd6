import type { Ended, Quantiles, Sample } from '../../../../src/contract/index.js'

/** Seconds since 1970 of each sample: what the axis of time takes. */
export function timesOf(samples: readonly Sample[]): readonly number[] {
  return samples.map(({ at }) => Date.parse(at) / 1_000)
}

/** How many ended in each second, for one kind of end. */
export function endedOf(samples: readonly Sample[], kind: keyof Ended): readonly (number | null)[] {
  return samples.map(({ perSecond }) => perSecond?.[kind] ?? null)
}

/** One of the lengths of time that samples have. */
export type Measured = 'runMs' | 'waitMs' | 'lateMs'

/** A quantile over time; a moment in which no such job ended is a gap. */
export function quantileOf(
  samples: readonly Sample[],
  measured: Measured,
  quantile: keyof Quantiles,
): readonly (number | null)[] {
  return samples.map((sample) => sample[measured]?.[quantile] ?? null)
}

/** How long the samples reach back, milliseconds. */
export function spanOf(samples: readonly Sample[]): number {
  const [first] = samples
  const last = samples.at(-1)
  return first && last ? Date.parse(last.at) - Date.parse(first.at) : 0
}
