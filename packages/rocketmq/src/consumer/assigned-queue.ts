import type { ConsumedQueue } from '../consume/consumption.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { ProcessQueue } from '../pull/process-queue.js'
import { PullLoop, type PullLoopParts } from '../pull/pull-loop.js'
import { stallOf, type StallReason, type WatchLimits } from '../pull/pull-watch.js'

/** What a pull loop needs beside the queue and its messages. */
export type LoopParts = Omit<PullLoopParts, 'queue' | 'processQueue'>

/** A queue that this member has, with its messages and the loop that pulls them. */
export class AssignedQueue implements ConsumedQueue {
  readonly queue: MessageQueue
  readonly processQueue: ProcessQueue
  readonly #loopParts: LoopParts
  #loop: PullLoop
  /** Milliseconds since 1970; 0 before the first one. */
  lastPulledAtMs = 0

  constructor(
    queue: MessageQueue,
    startOffset: bigint,
    loopPartsOf: (assigned: AssignedQueue) => LoopParts,
  ) {
    this.queue = queue
    this.processQueue = new ProcessQueue(startOffset)
    this.#loopParts = loopPartsOf(this)
    this.#loop = this.#newLoop()
  }

  start(): void {
    this.#loop.start()
  }

  pause(): void {
    this.#loop.pause()
  }

  resume(): void {
    this.#loop.resume()
  }

  get isPulling(): boolean {
    return this.#loop.phase === 'pulling' || this.#loop.phase === 'waiting'
  }

  /** Ends the pulling. Messages that are held stay. */
  stopPulling(): void {
    this.#loop.stop()
  }

  /** From now on nothing of it counts: what its listeners come to is not committed. */
  drop(): void {
    this.processQueue.isDropped = true
    this.stopPulling()
  }

  /** Starts a stalled loop anew, where the old one was. Returns why; `undefined` when it is well. */
  reviveIfStalled(
    limits: WatchLimits,
  ): { readonly reason: StallReason; readonly forMs: number } | undefined {
    const reason = stallOf(this.#loop, this.processQueue, limits)
    if (reason === undefined || this.processQueue.isDropped) return undefined
    const forMs = this.#loop.inPhaseMs
    this.#loop.stop()
    this.#loop = this.#newLoop()
    this.#loop.start()
    return { reason, forMs }
  }

  #newLoop(): PullLoop {
    const { queue, processQueue } = this
    return new PullLoop({ ...this.#loopParts, queue, processQueue })
  }
}
