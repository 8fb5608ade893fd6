import type { ProcessQueue } from './process-queue.js'
import { stallOf, type StallReason, type WatchLimits } from './pull-watch.js'
import type { LoopPhase, RequestLoop } from './request-loop.js'

/** That a loop had stopped without anybody's doing. */
export interface Stall {
  readonly reason: StallReason
  readonly forMs: number
}

/** A loop that is replaced by a new one when it has stalled. What is paused or ended stays so. */
export class WatchedLoop {
  readonly #make: () => RequestLoop
  readonly #held: Pick<ProcessQueue, 'count'>
  #loop: RequestLoop
  #isPaused = false

  /**
   * @param make makes the loop, and later another one that goes on where it was
   * @param held what the loop has brought and is not done
   */
  constructor(make: () => RequestLoop, held: Pick<ProcessQueue, 'count'>) {
    this.#make = make
    this.#held = held
    this.#loop = make()
  }

  get phase(): LoopPhase {
    return this.#loop.phase
  }

  start(): void {
    this.#loop.start()
  }

  pause(): void {
    this.#isPaused = true
    this.#loop.pause()
  }

  resume(): void {
    this.#isPaused = false
    this.#loop.resume()
  }

  /** Ends it for good. */
  stop(): void {
    this.#loop.stop()
  }

  /** Replaces the loop if it has stalled. Returns why; `undefined` when it is well. */
  reviveIfStalled(limits: WatchLimits): Stall | undefined {
    const reason = stallOf(this.#loop, this.#held, limits)
    if (reason === undefined) return undefined
    const forMs = this.#loop.inPhaseMs
    this.#loop.stop()
    this.#loop = this.#make()
    if (this.#isPaused) this.#loop.pause()
    this.#loop.start()
    return { reason, forMs }
  }
}
