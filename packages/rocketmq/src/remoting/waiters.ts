import { TooManyRequests } from '../errors/errors.js'
import { RunList } from '../flow/run-list.js'
import { texts } from '../texts/texts.js'
import type { CallRegister, PendingCall } from './pending-call.js'

/** How exactly deadlines are kept: a call ends at most this much after its time. */
const STEP_MS = 10

/** The wheel turns once in 10 s. Calls that have more time stay in their slot for several turns. */
const SLOTS = 1024

/**
 * All calls under way: their number, which is capped, and their deadlines, kept by one timer. The calls stand in the
 * slots of a wheel, by their deadlines, so neither adding nor ending one costs more the more there are.
 */
export class Waiters implements CallRegister {
  readonly #limit: number
  /** A slot has a list once a call stood in it. */
  readonly #slots: (RunList<PendingCall> | undefined)[] = []
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
      text: texts.tooManyRequests({ count: this.#size, address, limit: this.#limit }),
      details: { count: this.#size, address, limit: this.#limit },
    })
  }

  add(call: PendingCall): void {
    const step = stepOf(call)
    this.#slotOf(step).add(call)
    this.#size += 1
    if (step < this.#timerStep) this.#setTimer(step)
  }

  forget(call: PendingCall): void {
    this.#slotOf(stepOf(call)).remove(call)
    this.#size -= 1
  }

  #slotOf(step: number): RunList<PendingCall> {
    return (this.#slots[step % SLOTS] ??= new RunList())
  }

  #setTimer(step: number): void {
    clearTimeout(this.#timer)
    this.#timerStep = step
    this.#timer = setTimeout(() => this.#sweep(), step * STEP_MS - this.nowMs())
    // A call that waits has a socket or a reconnect timer, and that keeps the process alive.
    this.#timer.unref()
  }

  #sweep(): void {
    const first = this.#timerStep
    this.#timerStep = Infinity
    const due = Math.floor(this.nowMs() / STEP_MS)
    // After a turn every slot was looked at.
    for (let step = first; step <= Math.min(due, first + SLOTS - 1); step += 1) {
      for (const call of this.#slots[step % SLOTS]?.all() ?? []) {
        if (stepOf(call) <= due) call.timeOut()
      }
    }
    const next = this.#nextStep(due + 1)
    if (next < this.#timerStep) this.#setTimer(next)
  }

  /** The first step from `from` on whose slot is not empty: no deadline is before it. */
  #nextStep(from: number): number {
    if (this.#size === 0) return Infinity
    let step = from
    while ((this.#slots[step % SLOTS]?.size ?? 0) === 0) step += 1
    return step
  }
}

const stepOf = (call: PendingCall): number => Math.ceil(call.deadlineMs / STEP_MS)
