import type { Clock, Text, Transport } from '@arq/core'
import { errorText } from '@arq/core'
import { againQueueOf, aloneQueueOf, pause, type TextLogger } from '@arq/core/internal'

import type { RunBudget } from '../intake/run-budget.js'
import type { Slots } from '../intake/slots.js'
import type { JobProcessor } from '../job-processor.js'
import type { RawIntake } from '../raw/raw-intake.js'
import type { OwnRetries } from '../settle/own-retries.js'
import type { WorkInHand } from '../settle/work-in-hand.js'
import { texts } from '../texts.js'

interface BurstSettings {
  readonly timeoutMs: number
  readonly checkMs: number
  readonly waitsForTasks: boolean
  readonly exitsOnEmpty: boolean
}

interface BurstParts extends BurstSettings {
  readonly transport: Transport
  readonly queues: readonly { readonly name: string }[]
  /** Queues of others. */
  readonly raw: readonly Pick<RawIntake, 'queueName' | 'accepted' | 'held' | 'isDueBy'>[]
  readonly slots: Slots<unknown>
  readonly processor: JobProcessor
  readonly budget: RunBudget
  readonly work: WorkInHand
  readonly retries: OwnRetries
  readonly clock: Clock
  readonly logger: TextLogger
  /** The worker stops, for whatever reason. */
  readonly signal: AbortSignal
}

/** A pause of 0 would keep the event loop and the broker busy. */
const SHORTEST_PAUSE_MS = 10

/** Looks in a row that must find nothing: the broker may have handed out at the first one what has not arrived yet. */
const LOOKS = 2

/** Decides when a worker in burst mode has done its work. */
export class Burst {
  readonly #parts: BurstParts

  constructor(parts: BurstParts) {
    this.#parts = parts
  }

  /** Resolves with the reason for the end; `undefined` when the worker stops for another one. */
  async end(): Promise<Text | undefined> {
    const { timeoutMs, checkMs, exitsOnEmpty, budget, clock, signal } = this.#parts
    const endMs = clock.monotonicNow() + timeoutMs
    const pauseMs = Math.max(checkMs, SHORTEST_PAUSE_MS)
    let looks = 0
    let accepted = -1
    for (;;) {
      const restMs = endMs - clock.monotonicNow()
      if (restMs <= 0) return texts.burstTimeUp({ seconds: timeoutMs / 1000 })
      await pause(Math.min(pauseMs, restMs), { clock, signal })
      if (signal.aborted) return undefined
      if (budget.isSpent && this.#isIdle) return texts.burstJobsDone()
      const isQuiet = accepted === this.#accepted && exitsOnEmpty && this.#hasNothing(endMs)
      accepted = this.#accepted
      looks = isQuiet && (await this.#areQueuesEmpty()) ? looks + 1 : 0
      if (looks >= LOOKS) return texts.burstEmpty()
    }
  }

  /** Deliveries taken so far. */
  get #accepted(): number {
    const { processor, raw } = this.#parts
    return raw.reduce((sum, { accepted }) => sum + accepted, processor.accepted)
  }

  /** Nothing runs, or it is not to be waited for. Messages of others that wait for their next run do not run. */
  get #isIdle(): boolean {
    const { slots, work, raw, waitsForTasks } = this.#parts
    const held = raw.reduce((sum, intake) => sum + intake.held, 0)
    return !waitsForTasks || (slots.running === 0 && work.count === held)
  }

  #hasNothing(endMs: number): boolean {
    const { slots, retries, raw, waitsForTasks } = this.#parts
    if (!this.#isIdle || slots.hasWaiting) return false
    return (
      !waitsForTasks || (!retries.areDueBy(endMs) && !raw.some((intake) => intake.isDueBy(endMs)))
    )
  }

  async #areQueuesEmpty(): Promise<boolean> {
    const { transport, queues, raw, logger } = this.#parts
    const own = queues.flatMap(({ name }) => [name, againQueueOf(name), aloneQueueOf(name)])
    try {
      for (const queue of [...own, ...raw.map(({ queueName }) => queueName)]) {
        const info = await transport.queueInfo(queue)
        if (info && info.ready > 0) return false
      }
      return true
    } catch (error) {
      // The broker is away: nothing is known of its queues.
      logger.debug(errorText(error))
      return false
    }
  }
}
