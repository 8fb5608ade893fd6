import { TooManyRequests } from '../errors.js'
import { messages } from '../messages.js'
import type { CallRegister, PendingCall } from './pending-call.js'

/** How exactly deadlines are kept: a call ends at most this much after its time. */
const STEP_MS = 10

/**
 * All calls under way: their number, which is capped, and their deadlines, kept by one timer. Calls are put into steps
 * of equal deadlines, so neither adding nor ending one costs more the more there are.
 */
export class Waiters implements CallRegister {
  readonly #limit: number
  readonly #steps = new Map<number, Set<PendingCall>>()
  #size = 0
  #timer: NodeJS.Timeout | undefined
  /** The step that the timer is set for. */
  #timerStep = Infinity

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Calls under way. */
  get size(): number {
    return this.#size
  }

  /** The clock of {@link PendingCall.deadlineMs}; it never jumps. */
  nowMs(): number {
    return performance.now()
  }

  /** @throws {@link TooManyRequests} when there is no room for one more */
  requireRoom(address: string): void {
    if (this.#size < this.#limit) return
    throw new TooManyRequests({
      code: 'ROCKETMQ_TOO_MANY_REQUESTS',
      text: messages.tooManyRequests({ count: this.#size, address, limit: this.#limit }),
      details: { count: this.#size, address, limit: this.#limit },
    })
  }

  add(call: PendingCall): void {
    const step = stepOf(call)
    let calls = this.#steps.get(step)
    if (!calls) this.#steps.set(step, (calls = new Set()))
    calls.add(call)
    this.#size += 1
    if (step < this.#timerStep) this.#setTimer(step)
  }

  forget(call: PendingCall): void {
    const step = stepOf(call)
    const calls = this.#steps.get(step)
    if (!calls?.delete(call)) return
    this.#size -= 1
    if (calls.size === 0) this.#steps.delete(step)
  }

  #setTimer(step: number): void {
    clearTimeout(this.#timer)
    this.#timerStep = step
    this.#timer = setTimeout(() => this.#sweep(), step * STEP_MS - this.nowMs())
    // A call that waits has a socket or a reconnect timer, and that keeps the process alive.
    this.#timer.unref()
  }

  #sweep(): void {
    this.#timerStep = Infinity
    const due = Math.floor(this.nowMs() / STEP_MS)
    for (const [step, calls] of this.#steps) {
      if (step > due) continue
      for (const call of calls) call.timeOut()
    }
    let next = Infinity
    for (const step of this.#steps.keys()) next = Math.min(next, step)
    if (next !== Infinity) this.#setTimer(next)
  }
}

const stepOf = (call: PendingCall): number => Math.ceil(call.deadlineMs / STEP_MS)
