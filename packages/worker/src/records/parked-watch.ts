import type { Clock, Transport } from '@arq/core'
import { errorText } from '@arq/core'
import { abortControllerForMany, GrowingPause, pause, type TextLogger } from '@arq/core/internal'

import { ParkedRound, type RoundReport } from './parked-round.js'
import type { StoreCalls } from './store-calls.js'

/**
 * The first looks come soon: what a worker has left that died just before is often waited for. And a look may miss what
 * the broker has just taken, or taken back, since it counts a moment later.
 */
const FIRST_LOOK_MS = 1000

/** How many times as long as the one before each wait for a look is that finds nothing to write. */
const LOOK_GROWTH = 3

/**
 * Looks that find nothing to write become rarer up to this. It bounds how long a result waits that nobody else looks for,
 * and how often a store is asked again that refuses for good.
 */
const LONGEST_LOOK_MS = 5 * 60_000

/** Waits between two probes of a store that is away. */
const FIRST_PROBE_MS = 250
const LONGEST_PROBE_MS = 5000

interface ParkedWatchParts {
  readonly calls: StoreCalls
  /** The queues of parked results that belong to the worker's queues. */
  readonly queues: readonly string[]
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: TextLogger
}

/**
 * Looks whether the store is there when the worker starts, and brings parked results to it: then, when the store comes back, and every few minutes, for
 * what workers have left that died since. While the store is away, this class finds out when it is back.
 */
export class ParkedWatch {
  readonly #parts: ParkedWatchParts
  readonly #stop = abortControllerForMany()
  #watching: Promise<void> | undefined
  /** Results that this worker has parked. */
  #parkedCount = 0
  /** Ends the wait for the next look. */
  #wake: () => void = () => undefined
  /** Written since the beginning of the outage that was told of last. */
  #written = 0

  constructor(parts: ParkedWatchParts) {
    this.#parts = parts
  }

  start(): void {
    this.#watching ??= this.#watch()
  }

  /**
   * To be called when the broker has taken a write because the store was away. That may be after the store came back, and
   * after the look that followed: then nobody would look for it for minutes.
   */
  parked(): void {
    this.#parkedCount += 1
    this.#wake()
  }

  /** Resolves when nothing of it is under way. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.#watching
  }

  async #watch(): Promise<void> {
    const { calls } = this.#parts
    // A store that hangs must not hold up a stop.
    await Promise.race([calls.look(), this.#stopped()])
    let lookMs = FIRST_LOOK_MS
    // Parked before the last look began: it had to find them.
    let seenCount = 0
    while (!this.#stop.signal.aborted) {
      if (calls.isAway || this.#parkedCount > seenCount) lookMs = FIRST_LOOK_MS
      // Behind a return another round follows at once, for what was parked in the meantime.
      if (calls.isAway) await this.#waitForReturn()
      seenCount = this.#parkedCount
      const { written } = await this.#rounds()
      if (calls.isAway || this.#parkedCount > seenCount) continue
      calls.tellOfReturn(this.#written)
      this.#written = 0
      if (written > 0) lookMs = FIRST_LOOK_MS
      await this.#sleep(lookMs)
      lookMs = Math.min(lookMs * LOOK_GROWTH, LONGEST_LOOK_MS)
    }
  }

  #stopped(): Promise<void> {
    const { signal } = this.#stop
    return new Promise((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  /** Until the store has answered a parked write; or it is healthy, and nothing is parked. */
  async #waitForReturn(): Promise<void> {
    const { calls, clock } = this.#parts
    const { signal } = this.#stop
    const timing = { firstMs: FIRST_PROBE_MS, longestMs: LONGEST_PROBE_MS }
    const pauses = new GrowingPause({ ...timing, clock, signal })
    do {
      await pauses.wait()
      if (signal.aborted) return
    } while (!(await calls.isHealthy()) || (await this.#rounds()).isAway)
    calls.comeBack()
  }

  /** A round over each queue, until the store is away. */
  async #rounds(): Promise<RoundReport> {
    const sum = { written: 0, isAway: false }
    for (const queue of this.#parts.queues) {
      const { written, isAway } = await this.#round(queue)
      sum.written += written
      sum.isAway = isAway
      if (isAway) break
    }
    this.#written += sum.written
    return sum
  }

  async #round(queue: string): Promise<RoundReport> {
    const { calls, transport, clock, logger } = this.#parts
    const { signal } = this.#stop
    try {
      return await new ParkedRound({ queue, calls, transport, clock, logger, signal }).run()
    } catch (error) {
      // The broker is away, or lets us at no such queue. The next look comes.
      logger.debug(errorText(error), { queue })
      return { written: 0, isAway: false }
    }
  }

  /** Until the next look is due, or something is parked, or the store goes away, or the worker stops. */
  async #sleep(ms: number): Promise<void> {
    const { clock, calls } = this.#parts
    const awake = new AbortController()
    this.#wake = () => awake.abort()
    const stopListening = calls.onAway(this.#wake)
    const signal = AbortSignal.any([this.#stop.signal, awake.signal])
    await pause(ms, { clock, signal })
    stopListening()
  }
}
