import type { Clock, Delivery, Subscription, Timer, Transport } from '@arq/core'
import { errorText } from '@arq/core'
import { type TextLogger, WorkUnderWay } from '@arq/core/internal'

import { texts } from '../texts.js'
import { parkedAgain, readParked } from './parked-result.js'
import type { StoreCalls } from './store-calls.js'

/** Records that are written side by side: enough for a store that writes in batches. */
const PREFETCH = 100

/** Other workers take from the same queue. When nothing came for so long, they have taken the rest. */
const QUIET_MS = 1000

interface ParkedRoundParts {
  readonly queue: string
  readonly calls: StoreCalls
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: TextLogger
  /** The worker stops. */
  readonly signal: AbortSignal
}

/** What came of a round. */
export interface RoundReport {
  readonly written: number
  /** The round ended early: the store is away. */
  readonly isAway: boolean
}

/**
 * One pass over a queue of parked results: as many messages as waited there when it began, each tried once.
 * The store takes it: acknowledged. The store refuses it: to the end of the queue, behind the others. The store is away:
 * given back, and the round is over.
 */
export class ParkedRound {
  readonly #parts: ParkedRoundParts
  readonly #underWay = new WorkUnderWay()
  /** Handed out to this round, and not to be tried in it. */
  readonly #spare: Delivery[] = []
  #left = 0
  #written = 0
  #quiet: Timer | undefined
  #end: () => void = () => undefined
  #isOver = false
  #isAway = false

  constructor(parts: ParkedRoundParts) {
    this.#parts = parts
  }

  /** @throws what the transport rejects with */
  async run(): Promise<RoundReport> {
    const { transport, queue, signal } = this.#parts
    this.#left = (await transport.queueInfo(queue))?.ready ?? 0
    if (this.#left === 0 || signal.aborted) return this.#report
    const over = new Promise<void>((resolve) => (this.#end = resolve))
    const onStop = (): void => this.#finish()
    signal.addEventListener('abort', onStop)
    const subscription = await transport.consume(
      queue,
      { kind: 'system', prefetch: PREFETCH },
      (delivery) => this.#take(delivery),
    )
    this.#waitForMore()
    await over
    signal.removeEventListener('abort', onStop)
    await this.#close(subscription)
    return this.#report
  }

  get #report(): RoundReport {
    return { written: this.#written, isAway: this.#isAway }
  }

  async #close(subscription: Subscription): Promise<void> {
    this.#quiet?.cancel()
    await this.#underWay.idle()
    await subscription.close()
    // Not before: the broker would hand them to this round again at once.
    for (const delivery of this.#spare) delivery.nack({ requeue: true })
  }

  #take(delivery: Delivery): void {
    if (this.#isOver || this.#left === 0) {
      this.#spare.push(delivery)
      return
    }
    this.#left -= 1
    this.#waitForMore()
    this.#underWay.begin()
    void this.#handle(delivery).then(() => {
      this.#underWay.end()
      if (this.#left === 0) this.#finish()
    })
  }

  async #handle(delivery: Delivery): Promise<void> {
    const change = this.#read(delivery)
    if (change === 'worthless') {
      delivery.ack()
      return
    }
    const jobId = delivery.correlationId ?? ''
    const answer =
      change && (await this.#parts.calls.probe(jobId, (store) => store.transition(change)))
    if (answer?.kind === 'answered') {
      this.#written += 1
      delivery.ack()
    } else if (answer?.kind === 'away') {
      this.#isAway = true
      this.#spare.push(delivery)
      this.#finish()
    } else await this.#putBehind(delivery)
  }

  /** `undefined` when it is no parked result. */
  #read(delivery: Delivery) {
    const { clock, logger, queue } = this.#parts
    try {
      return readParked(delivery, clock.now()) ?? 'worthless'
    } catch (error) {
      const text = texts.notParked({ queue, error: errorText(error) })
      logger.error(text)
      return undefined
    }
  }

  async #putBehind(delivery: Delivery): Promise<void> {
    try {
      await this.#parts.transport.publish(parkedAgain(delivery))
      delivery.ack()
    } catch {
      // The broker is away: it gives the message out again by itself.
      this.#spare.push(delivery)
      this.#finish()
    }
  }

  #waitForMore(): void {
    this.#quiet?.cancel()
    this.#quiet = this.#parts.clock.setTimer(QUIET_MS, () => this.#finish())
  }

  #finish(): void {
    this.#isOver = true
    this.#end()
  }
}
