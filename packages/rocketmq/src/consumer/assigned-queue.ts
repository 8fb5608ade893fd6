import type { ConsumedQueue } from '../consume/consumption.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { ProcessQueue } from '../pull/process-queue.js'
import { PullLoop, type PullLoopParts } from '../pull/pull-loop.js'
import type { WatchLimits } from '../pull/pull-watch.js'
import { type Stall, WatchedLoop } from '../pull/watched-loop.js'
import type { ReadPlace } from './read-places.js'

/** What a pull loop needs beside the queue and its messages. */
export type LoopParts = Omit<PullLoopParts, 'queue' | 'processQueue'>

/** A queue that this member has, with its messages and the loop that pulls them. */
export class AssignedQueue implements ConsumedQueue, ReadPlace {
  readonly queue: MessageQueue
  readonly processQueue: ProcessQueue
  readonly #loop: WatchedLoop
  /** Milliseconds since 1970; 0 before the first one. */
  lastPulledAtMs = 0

  constructor(
    queue: MessageQueue,
    startOffset: bigint,
    loopPartsOf: (assigned: AssignedQueue) => LoopParts,
  ) {
    const processQueue = new ProcessQueue(startOffset)
    this.queue = queue
    this.processQueue = processQueue
    const parts = { ...loopPartsOf(this), queue, processQueue }
    this.#loop = new WatchedLoop(() => new PullLoop(parts), processQueue)
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

  stopReading(): void {
    this.#loop.stop()
  }

  /** From now on nothing of it counts: what its listeners come to is not committed. */
  drop(): void {
    this.processQueue.isDropped = true
    this.stopReading()
  }

  reviveIfStalled(limits: WatchLimits): Stall | undefined {
    return this.#loop.reviveIfStalled(limits)
  }
}
