/** A span of time in equal parts, of which the last ones count. */
interface WindowShape {
  readonly partMs: number
  readonly parts: number
}

/** Source: apache/rocketmq `common/.../stats/StatsItem.java`: its samples of a minute, an hour and a day. */
const SHAPES = {
  minute: { partMs: 10_000, parts: 6 },
  hour: { partMs: 600_000, parts: 6 },
  day: { partMs: 3_600_000, parts: 24 },
} as const satisfies Record<string, WindowShape>

export type RatePeriod = keyof typeof SHAPES

const PERIODS = ['minute', 'hour', 'day'] as const

/** What happened within a period. */
export interface Rate {
  readonly count: number
  readonly sum: number
  /** Per second, over the whole period. */
  readonly perSecond: number
  /** `sum` per event; 0 without one. */
  readonly average: number
}

interface Part {
  index: number
  count: number
  sum: number
}

/** Counts events of the last minute, hour and day in a fixed number of parts. Time is handed in: it keeps no clock. */
export class RateWindow {
  readonly #parts: Readonly<Record<RatePeriod, Part[]>> = { minute: [], hour: [], day: [] }

  /** @param value added up, for averages */
  add(count: number, value: number, nowMs: number): void {
    for (const period of PERIODS) {
      const index = Math.floor(nowMs / SHAPES[period].partMs)
      const parts = this.#parts[period]
      const last = parts.at(-1)
      if (last?.index === index) {
        last.count += count
        last.sum += value
      } else {
        parts.push({ index, count, sum: value })
        if (parts.length > SHAPES[period].parts) parts.shift()
      }
    }
  }

  read(period: RatePeriod, nowMs: number): Rate {
    const { partMs, parts } = SHAPES[period]
    const oldest = Math.floor(nowMs / partMs) - parts + 1
    const recent = this.#parts[period].filter(({ index }) => index >= oldest)
    const count = recent.reduce((total, part) => total + part.count, 0)
    const sum = recent.reduce((total, part) => total + part.sum, 0)
    return {
      count,
      sum,
      perSecond: (count * 1000) / (partMs * parts),
      average: count === 0 ? 0 : sum / count,
    }
  }
}
