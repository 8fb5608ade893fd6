import { type Rate, type RatePeriod, RateWindow } from './rate-window.js'

/** Figures of one topic over a period. */
export interface TopicRates {
  /** Pulls that brought messages; `average` is how long they took, in milliseconds. */
  readonly pulls: Rate
  readonly pulledMessages: Rate
  /** Calls of listeners; `average` is how long they took, in milliseconds. */
  readonly calls: Rate
  readonly consumed: Rate
  readonly failed: Rate
}

/** Totals since the start. */
export interface ConsumerTotals {
  readonly pulled: number
  readonly consumed: number
  /** Messages that a listener did not consume; each comes again, or ends among the dead letters. */
  readonly failed: number
  readonly sentBack: number
  readonly sendBackFailures: number
  /** Messages whose listener took longer than `consumeTimeoutMs`. */
  readonly timedOut: number
  readonly pullErrors: number
  /** Pull loops that were found stalled and started anew. */
  readonly stalls: number
  readonly rebalances: number
}

interface Windows {
  readonly pulls: RateWindow
  readonly pulledMessages: RateWindow
  readonly calls: RateWindow
  readonly consumed: RateWindow
  readonly failed: RateWindow
}

/** Counts what a consumer does, in all and by topic. */
export class ConsumerCounters {
  readonly totals: { -readonly [K in keyof ConsumerTotals]: number } = {
    pulled: 0,
    consumed: 0,
    failed: 0,
    sentBack: 0,
    sendBackFailures: 0,
    timedOut: 0,
    pullErrors: 0,
    stalls: 0,
    rebalances: 0,
  }
  readonly #topics = new Map<string, Windows>()
  readonly #nowMs: () => number

  /** @param nowMs milliseconds of a clock that never jumps */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  pulled(topic: string, count: number, tookMs: number): void {
    const nowMs = this.#nowMs()
    this.totals.pulled += count
    const { pulls, pulledMessages } = this.#of(topic)
    pulls.add(1, tookMs, nowMs)
    pulledMessages.add(count, 0, nowMs)
  }

  consumed(topic: string, ok: number, failed: number, tookMs: number): void {
    const nowMs = this.#nowMs()
    this.totals.consumed += ok
    this.totals.failed += failed
    const windows = this.#of(topic)
    windows.calls.add(1, tookMs, nowMs)
    if (ok > 0) windows.consumed.add(ok, 0, nowMs)
    if (failed > 0) windows.failed.add(failed, 0, nowMs)
  }

  /** Figures of a topic. */
  rates(topic: string, period: RatePeriod): TopicRates {
    const nowMs = this.#nowMs()
    const windows = this.#of(topic)
    return {
      pulls: windows.pulls.read(period, nowMs),
      pulledMessages: windows.pulledMessages.read(period, nowMs),
      calls: windows.calls.read(period, nowMs),
      consumed: windows.consumed.read(period, nowMs),
      failed: windows.failed.read(period, nowMs),
    }
  }

  /** A topic is no longer consumed. */
  forget(topic: string): void {
    this.#topics.delete(topic)
  }

  #of(topic: string): Windows {
    let windows = this.#topics.get(topic)
    if (windows === undefined) {
      windows = {
        pulls: new RateWindow(),
        pulledMessages: new RateWindow(),
        calls: new RateWindow(),
        consumed: new RateWindow(),
        failed: new RateWindow(),
      }
      this.#topics.set(topic, windows)
    }
    return windows
  }
}
