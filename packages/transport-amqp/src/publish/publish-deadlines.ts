import type { ConfirmWindow } from './confirm-window.js'
import type { DeclareGate } from './declare-gate.js'
import type { Fifo } from './fifo.js'
import type { PendingPublish } from './pending-publish.js'
import { notConfirmedInTime } from './publish-errors.js'

/** What keeps publishes from going out, and how long they may wait for that to pass. */
export interface Obstacle {
  readonly sinceMs: number
  readonly limitMs: number
  readonly toError: (publish: PendingPublish) => Error
}

interface Publishes {
  readonly window: ConfirmWindow
  readonly gate: DeclareGate
  readonly backlog: Fifo<PendingPublish>
  readonly obstacle: Obstacle
  readonly confirmTimeoutMs: number
}

/** Rejects what has waited too long: for its confirm, for its queue, or for its turn. */
export function rejectOverdue(publishes: Publishes, nowMs: number): void {
  const { window, gate, backlog, obstacle, confirmTimeoutMs } = publishes
  const isOverdue = (startMs: number): boolean => nowMs - startMs > confirmTimeoutMs
  const tell = (publish: PendingPublish): void => {
    publish.isTold = true
    publish.reject(notConfirmedInTime(publish.outbound.target, confirmTimeoutMs))
  }
  for (const publish of window.values()) {
    if (publish.isTold) continue
    // Oldest first: the rest is younger.
    if (!isOverdue(publish.sentAtMs)) break
    // It keeps its place in the window: the broker has it, and may still answer.
    tell(publish)
  }
  for (const publish of gate.values()) {
    if (!publish.isTold && isOverdue(publish.acceptedAtMs)) tell(publish)
  }
  let next = backlog.peek()
  while (next && nowMs - Math.max(next.acceptedAtMs, obstacle.sinceMs) > obstacle.limitMs) {
    next.reject(obstacle.toError(next))
    backlog.shift()
    next = backlog.peek()
  }
}

/** One timer for all deadlines, running only while it is asked to. Each is kept to about a tenth of its length. */
export class DeadlineTimer {
  readonly #stepMs: number
  readonly #onStep: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(shortestMs: number, onStep: () => void) {
    this.#stepMs = Math.min(Math.max(shortestMs / 10, 5), 1000)
    this.#onStep = onStep
  }

  /** One more step is wanted. */
  keepRunning(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#onStep()
    }, this.#stepMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
