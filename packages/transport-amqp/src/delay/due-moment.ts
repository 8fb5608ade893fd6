import type { Clock } from '@arq/core'

/**
 * When a message is due. A wall clock that is set between two looks at it moves the one, and not the other.
 */
export interface DueMoment {
  /** Milliseconds since 1970, by the clock of whoever enqueued it: it travels with the message. */
  readonly wallMs: number
  /** By this process's monotonic clock: what the process itself waits by. */
  readonly monotonicMs: number
}

/** The moment that the wall clock calls `wallMs` now. */
export function dueAt(clock: Clock, wallMs: number): DueMoment {
  return { wallMs, monotonicMs: clock.monotonicNow() + (wallMs - clock.now()) }
}

/** A moment so long from now. */
export function dueIn(clock: Clock, delayMs: number): DueMoment {
  return { wallMs: clock.now() + delayMs, monotonicMs: clock.monotonicNow() + delayMs }
}
