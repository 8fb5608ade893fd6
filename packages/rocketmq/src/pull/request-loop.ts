import { LoopSignal, type StopSignal } from '../flow/stop-signal.js'
import type { FullBy } from './pull-limits.js'

export interface RequestLoopParts {
  /** Which limit of what may be held is reached; `undefined` when there is room for more messages. */
  readonly fullBy: () => FullBy | undefined
  /** Calls its listener whenever there may be room again; without a listener it ends that. */
  readonly onRoom: (listener: (() => void) | undefined) => void
  /** Asks once. Returns how many milliseconds to wait before the next time. Rejects when it failed. */
  readonly request: (signal: StopSignal) => Promise<number>
  /** Returns how many milliseconds to wait after a failure. Must not reject. */
  readonly afterError: (error: unknown) => Promise<number>
  readonly onFull: (by: FullBy) => void
}

/** What a loop does at present. */
export type LoopPhase = 'pulling' | 'full' | 'paused' | 'waiting' | 'stopped'

/** Asks a broker for messages, one request after the other, as long as there is room for more. */
export class RequestLoop {
  readonly #parts: RequestLoopParts
  readonly #end = new LoopSignal()
  #phase: LoopPhase = 'waiting'
  #phaseSinceMs = performance.now()
  #isPaused = false
  #wake: (() => void) | undefined
  #isStarted = false

  constructor(parts: RequestLoopParts) {
    this.#parts = parts
  }

  get phase(): LoopPhase {
    return this.#phase
  }

  /** How long it has been in its phase; while it pulls, how long the present request takes. */
  get inPhaseMs(): number {
    return performance.now() - this.#phaseSinceMs
  }

  start(): void {
    if (this.#isStarted || this.#end.aborted) return
    this.#isStarted = true
    this.#parts.onRoom(() => this.#onRoom())
    void this.#run()
  }

  /** No request begins until {@link resume}; one that waits at the broker still brings its messages. */
  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.#wake?.()
  }

  /** Ends it at once. A request under way is given up: what it would bring is asked for again later. */
  stop(): void {
    this.#end.abort()
    this.#wake?.()
    this.#parts.onRoom(undefined)
    this.#enter('stopped')
  }

  async #run(): Promise<void> {
    while (!this.#end.aborted) {
      if (this.#isPaused) await this.#sleep('paused')
      else if (this.#mustWaitForRoom()) await this.#sleep('full')
      else await this.#requestOnce()
    }
  }

  async #requestOnce(): Promise<void> {
    const { request, afterError } = this.#parts
    this.#enter('pulling')
    this.#phaseSinceMs = performance.now()
    let waitMs: number
    try {
      waitMs = await request(this.#end)
    } catch (error) {
      if (this.#end.aborted) return
      waitMs = await afterError(error)
    }
    if (waitMs > 0) await this.#sleep('waiting', waitMs)
  }

  #mustWaitForRoom(): boolean {
    const { fullBy, onFull } = this.#parts
    const by = fullBy()
    if (by === undefined) return false
    if (this.#phase !== 'full') onFull(by)
    return true
  }

  #onRoom(): void {
    if (this.#phase === 'full' && this.#parts.fullBy() === undefined) this.#wake?.()
  }

  /** Until {@link #wake} is called, at most so long. */
  #sleep(phase: LoopPhase, ms?: number): Promise<void> {
    this.#enter(phase)
    if (this.#end.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => this.#wake?.(), ms)
      this.#wake = () => {
        clearTimeout(timer)
        this.#wake = undefined
        resolve()
      }
    })
  }

  #enter(phase: LoopPhase): void {
    if (phase === this.#phase || this.#phase === 'stopped') return
    this.#phase = phase
    this.#phaseSinceMs = performance.now()
  }
}
