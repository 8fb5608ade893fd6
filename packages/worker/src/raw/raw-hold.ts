import type { Clock } from '@arq/core'
import { abortControllerForMany, pause } from '@arq/core/internal'

import type { RunBudget } from '../intake/run-budget.js'

type HoldState = 'open' | 'closing' | 'closed'

/**
 * Where messages of others wait in the worker, unacknowledged: for their next run, and while their queue is paused.
 *
 * | state     | its consumer     | a message                                                                    |
 * | --------- | ---------------- | ---------------------------------------------------------------------------- |
 * | `open`    | is there         | may run, as long as the worker may start runs                                 |
 * | `closing` | is being stopped | waits: the broker would hand it out here again, and may count it as come back |
 * | `closed`  | is gone          | goes back to its queue                                                        |
 */
export class RawHold {
  readonly #clock: Clock
  readonly #budget: RunBudget
  readonly #held = new Set<{ readonly dueMs: number }>()
  #state: HoldState = 'open'
  #isEnding = false
  #waiting: (() => void)[] = []
  /** Aborts when what waits for its next run goes back. */
  #goesBack = abortControllerForMany()

  constructor({ clock, budget }: { readonly clock: Clock; readonly budget: RunBudget }) {
    this.#clock = clock
    this.#budget = budget
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  /** Messages that wait. */
  get size(): number {
    return this.#held.size
  }

  /** Whether one of them is to run by then, in the clock's monotonic milliseconds. */
  isDueBy(endMs: number): boolean {
    return [...this.#held].some(({ dueMs }) => dueMs <= endMs)
  }

  /** Resolves when it is known whether a message that is here may stay; `false`: it goes back to its queue. */
  async mayStay(): Promise<boolean> {
    while (this.#state === 'closing') await this.#changed()
    return this.isOpen
  }

  /** The same of a message that is to run now: where it may, one run is spent. */
  async mayRun(): Promise<boolean> {
    while (this.#state === 'closing' || (this.isOpen && this.#budget.isSpent)) await this.#changed()
    if (this.isOpen) this.#budget.spend()
    return this.isOpen
  }

  /** Waits for the next run of a message, or until all go back. */
  async wait(ms: number): Promise<void> {
    const dueMs = this.#clock.monotonicNow() + ms
    await this.#hold(dueMs, pause(ms, { clock: this.#clock, signal: this.#goesBack.signal }))
  }

  /** Nothing starts from now on. */
  startClosing(): void {
    if (this.isOpen) this.#change('closing')
  }

  /** The same for good. */
  end(): void {
    this.#isEnding = true
    this.startClosing()
  }

  /** The consumer is gone: what waits goes back. @returns how many those are */
  close(): number {
    const count = this.size
    this.#change('closed')
    return count
  }

  open(): void {
    if (!this.#isEnding) this.#change('open')
  }

  #change(state: HoldState): void {
    this.#state = state
    if (state === 'closed') this.#goesBack.abort()
    else if (this.#goesBack.signal.aborted) this.#goesBack = abortControllerForMany()
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** Held for another state. */
  #changed(): Promise<void> {
    const change = new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.#hold(Infinity, change)
  }

  async #hold(dueMs: number, until: Promise<unknown>): Promise<void> {
    const entry = { dueMs }
    this.#held.add(entry)
    await until
    this.#held.delete(entry)
  }
}
