import type { Clock, Delivery, Subscription, Timer, Transport } from '@arq/core'
import { aloneQueueOf, HOLDER_HEADER, type TextLogger } from '@arq/core/internal'

import type { Settler } from '../settle/settler.js'
import type { WorkInHand } from '../settle/work-in-hand.js'
import { texts } from '../texts.js'
import { decodeHolder, encodeHolder, type WorkerIdentity } from './holder.js'
import type { Liveness } from './liveness.js'
import { judgeReturn, type Returned } from './returned-alone.js'
import { SuspectDelivery } from './suspect-delivery.js'
import { crashesOf, type SuspectMoves } from './suspect-moves.js'

/** Another worker may have taken the job that was seen. When nothing came for so long, there is none. */
const QUIET_MS = 500

export interface AloneSessionParts {
  readonly queueName: string
  readonly self: WorkerIdentity
  readonly transport: Transport
  readonly liveness: Liveness
  readonly moves: SuspectMoves
  readonly settler: Settler
  readonly work: WorkInHand
  readonly clock: Clock
  readonly logger: TextLogger
  /** How long a job may stay unsettled once it was started. */
  readonly neededMs: number
  readonly accept: (delivery: Delivery) => void
  /** Aborts when the worker stops, or takes no more of this queue. */
  readonly signal: AbortSignal
}

/**
 * Runs the jobs that are to run alone, one after the other, while its caller keeps the worker from starting anything
 * else. Before a job starts, a copy of it takes its place that names this worker. If that copy comes back, a worker died
 * while it ran nothing but this job, or was cut off: whoever gets it asks which of the two.
 */
export class AloneSession {
  readonly #parts: AloneSessionParts
  #inHand = 0
  /** A job has been started and not settled. */
  #isRunning = false
  /** What came while a job ran. */
  readonly #surplus: Delivery[] = []
  #quiet: Timer | undefined
  #end: () => void = () => undefined

  constructor(parts: AloneSessionParts) {
    this.#parts = parts
  }

  /** Resolves when no job is left. @throws what the transport rejects with */
  async run(): Promise<void> {
    const { transport, queueName, neededMs, signal } = this.#parts
    if (signal.aborted) return
    const quiet = new Promise<void>((resolve) => (this.#end = resolve))
    const options = { kind: 'system', prefetch: 1, unsettledMs: neededMs * 2 } as const
    const subscription = await transport.consume(aloneQueueOf(queueName), options, (delivery) =>
      this.#take(delivery),
    )
    const onStop = (): void => this.#end()
    signal.addEventListener('abort', onStop)
    this.#settled()
    await quiet
    signal.removeEventListener('abort', onStop)
    await this.#close(subscription)
  }

  async #close(subscription: Subscription): Promise<void> {
    this.#quiet?.cancel()
    await subscription.close()
    // Not before: the broker would hand them out here again.
    for (const delivery of this.#surplus.splice(0)) this.#parts.settler.requeue(delivery)
    // One may have come while the broker was asked to stop. The caller keeps the worker free until it has ended.
    if (this.#inHand > 0) await new Promise<void>((resolve) => (this.#end = resolve))
    this.#quiet?.cancel()
  }

  #take(delivery: Delivery): void {
    this.#quiet?.cancel()
    if (this.#isRunning) {
      // The connection was lost and is there again, and the job goes on: no other one may run beside it.
      this.#surplus.push(delivery)
      this.#end()
      return
    }
    this.#inHand += 1
    this.#parts.work.track(this.#judge(delivery), delivery)
  }

  async #judge(delivery: Delivery): Promise<void> {
    const { self, signal } = this.#parts
    const holder = decodeHolder(delivery.headers[HOLDER_HEADER])
    if (!delivery.redelivered && holder?.workerId === self.workerId) {
      this.#accept(delivery, false)
      return
    }
    const returned = await this.#returned(delivery)
    if (returned.kind === 'crashed') this.#accept(delivery, true)
    else if (signal.aborted) this.#giveBack(delivery)
    else await this.#claim(delivery, returned)
  }

  async #returned(delivery: Delivery): Promise<Returned> {
    const { liveness, signal, logger } = this.#parts
    const holder = decodeHolder(delivery.headers[HOLDER_HEADER])
    // Whoever had it has not started it, or leaves no mark: it is not counted before it has one.
    if (!holder) return { kind: 'again', cuts: 0, doubts: 0 }
    if (!delivery.redelivered) return { ...holder, kind: 'again' }
    const fate = await liveness.fateOf(holder, signal)
    if (signal.aborted) return { ...holder, kind: 'again' }
    const returned = judgeReturn(holder, fate)
    if (returned.kind === 'again') {
      const { workerId } = holder
      const text =
        fate === 'lives' ? texts.wasCutOff({ workerId }) : texts.fateUnknown({ workerId })
      logger.warn(text, { jobId: delivery.correlationId })
    }
    return returned
  }

  /** A copy that names this worker takes its place; the broker hands it out, here or to another worker that is free. */
  async #claim(
    delivery: Delivery,
    { cuts, doubts }: Extract<Returned, { kind: 'again' }>,
  ): Promise<void> {
    const { queueName, self, moves } = this.#parts
    const holder = encodeHolder({ ...self, cuts, doubts })
    const crashes = crashesOf(delivery)
    const moved = await moves.move(delivery, { queueName, place: 'alone' }, { crashes, holder })
    // Without a mark it runs all the same: its worker's death would not be counted.
    if (moved === 'refused') this.#accept(delivery, false)
    else this.#settled(1)
  }

  #giveBack(delivery: Delivery): void {
    this.#parts.settler.requeue(delivery)
    this.#settled(1)
  }

  #accept(delivery: Delivery, cameBack: boolean): void {
    const { queueName, accept, moves } = this.#parts
    const handBack = (suspect: SuspectDelivery): void => moves.handBack(suspect)
    const onDone = (): void => {
      this.#isRunning = false
      this.#settled(1)
    }
    this.#isRunning = true
    accept(new SuspectDelivery({ delivery, queueName, place: 'alone', cameBack, handBack, onDone }))
  }

  #settled(ended = 0): void {
    this.#inHand -= ended
    if (this.#inHand > 0) return
    if (this.#parts.signal.aborted) this.#end()
    else this.#quiet = this.#parts.clock.setTimer(QUIET_MS, () => this.#end())
  }
}
