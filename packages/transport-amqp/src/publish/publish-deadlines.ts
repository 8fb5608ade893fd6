import type { Clock, Timer } from '@arq/core'

import type { Backlog } from './backlog.js'
import type { ConfirmWindow } from './confirm-window.js'
import type { DeclareGate } from './declare-gate.js'
import type { PendingPublish } from './pending-publish.js'
import { notConfirmedInTime } from './publish-errors.js'

/** What keeps publishes from going out, and how long they may wait for that to pass. */
export interface Obstacle {
  /** By the monotonic clock, as all moments here. */
  readonly sinceMs: number
  readonly limitMs: number
  readonly toError: (publish: PendingPublish) => Error
}

interface Publishes {
  readonly window: ConfirmWindow
  readonly gate: DeclareGate
  readonly backlog: Backlog
  readonly obstacle: Obstacle
  readonly confirmTimeoutMs: number
}

/**
 * Rejects what has waited too long: for its confirm, for its queue, or for its turn.
 * @returns whether the broker has kept a confirm back
 */
export function rejectOverdue(publishes: Publishes, nowMs: number): boolean {
  const { window, gate, backlog, obstacle, confirmTimeoutMs } = publishes
  const isOverdue = (startMs: number): boolean => nowMs - startMs > confirmTimeoutMs
  const tell = (publish: PendingPublish): void => {
    publish.isTold = true
    publish.reject(notConfirmedInTime(publish.outbound.target, confirmTimeoutMs))
  }
  let isUnconfirmed = false
  for (const publish of window.values()) {
    if (publish.isTold) continue
    // Oldest first: the rest is younger.
    if (!isOverdue(publish.sentAtMs)) break
    // It keeps its place in the window: the broker has it, and may still answer.
    tell(publish)
    isUnconfirmed = true
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
  return isUnconfirmed
}

interface TimerParts {
  readonly clock: Clock
  readonly onStep: () => void
}

/**
 * One timer for all deadlines, running only while it is asked to. It looks ten times within the shortest deadline, so
 * that each is kept to a tenth of its length, and at least once a second.
 */
export class DeadlineTimer {
  readonly #stepMs: number
  readonly #parts: TimerParts
  #timer: Timer | undefined

  constructor(shortestMs: number, parts: TimerParts) {
    this.#stepMs = Math.min(Math.max(shortestMs / 10, 5), 1000)
    this.#parts = parts
  }

  /** One more step is wanted. */
  keepRunning(): void {
    this.#timer ??= this.#parts.clock.setTimer(this.#stepMs, () => {
      this.#timer = undefined
      this.#parts.onStep()
    })
  }

  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
  }
}
