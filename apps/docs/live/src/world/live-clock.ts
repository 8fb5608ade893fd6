import { type ClockStep, ManualClock } from '@arq/memory'

/** As often as a screen of a busy machine is drawn: jobs here take seconds. */
const TICK_MS = 50
/** A page in the background, or a laptop that slept, has a gap. Time stood still there: nobody saw it pass. */
const LONGEST_TICK_MS = 2_000

/** The time of the page: it goes on as the machine's does, and can be turned forward. */
export class LiveClock extends ManualClock {
  #ticker: ReturnType<typeof setInterval> | undefined
  #lastTickMs = 0
  #moving: Promise<void> = Promise.resolve()
  #moves = 0

  /** @param startMs its time while it has not begun to go */
  constructor(startMs = Date.now()) {
    super(startMs)
  }

  start(): void {
    if (this.#ticker !== undefined) return
    this.#lastTickMs = performance.now()
    this.#ticker = setInterval(() => this.#tick(), TICK_MS)
  }

  /** Time stands still until {@link start}. */
  stop(): void {
    clearInterval(this.#ticker)
    this.#ticker = undefined
  }

  /** Turns the time forward: what falls due on the way happens at its own moment, and in order. */
  forward(step: ClockStep): Promise<void> {
    this.#moves += 1
    this.#moving = this.#moving
      .then(() => this.advance(step))
      .finally(() => {
        this.#moves -= 1
        this.#lastTickMs = performance.now()
      })
    return this.#moving
  }

  #tick(): void {
    if (this.#moves > 0) return
    const nowMs = performance.now()
    const stepMs = Math.min(Math.floor(nowMs - this.#lastTickMs), LONGEST_TICK_MS)
    if (stepMs > 0) void this.forward(stepMs)
  }
}
