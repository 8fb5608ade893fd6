import type { Clock, Timer } from '@arq/core'

import { LEAST_FOR_BUCKET_MS } from './bucket-grid.js'
import type { DelayedMessage } from './delayed-message.js'
import { DueHeap } from './due-heap.js'

export interface BufferLimits {
  readonly maxMessages: number
  readonly maxBytes: number
}

interface Load {
  readonly messages: number
  readonly bytes: number
}

/**
 * Share of its limits from which a buffer spills. The broker hands out no more to a full mover, so a message that is due
 * sooner may wait behind those that are due later.
 */
const CROWDED_SHARE = 0.8

/** Share of its limits down to which it spills: the next spill then comes after a thousand messages, not after one. */
const RELIEVED_SHARE = 0.5

/**
 * Spilling sorts the whole heap, so it runs at most once per this interval, milliseconds. Meanwhile the buffer can
 * exceed its limit by the messages that arrive in that time.
 */
const SPILL_INTERVAL_MS = 25

/** Whether a buffer is filled beyond that share of what it may take. */
function isBeyond(share: number, load: Load, limits: BufferLimits): boolean {
  return load.messages > limits.maxMessages * share || load.bytes > limits.maxBytes * share
}

interface MoverBufferParts {
  readonly clock: Clock
  readonly limits: BufferLimits
  /** Told of all messages that are due by now, the earliest first. */
  readonly onDue: (messages: readonly DelayedMessage[]) => void
}

/** The messages that are due within a moment, and one timer for the first of them. */
export class MoverBuffer {
  readonly #parts: MoverBufferParts
  readonly #heap = new DueHeap<DelayedMessage>()
  #bytes = 0
  #timer: { readonly atMs: number; readonly timer: Timer } | undefined
  #nextSpillAtMs = -Infinity

  constructor(parts: MoverBufferParts) {
    this.#parts = parts
  }

  get load(): Load {
    return { messages: this.#heap.size, bytes: this.#bytes }
  }

  /** @param atMs when to hand it on, by the monotonic clock */
  add(message: DelayedMessage, atMs: number): void {
    this.#heap.add(atMs, message)
    this.#bytes += message.delivery.body.length
    this.#arm()
  }

  /**
   * Takes messages out of a crowded buffer: those that are due last, as far as a bucket can take them.
   */
  spill(): readonly DelayedMessage[] {
    const { clock, limits } = this.#parts
    const nowMs = clock.monotonicNow()
    if (nowMs < this.#nextSpillAtMs || !isBeyond(CROWDED_SHARE, this.load, limits)) return []
    this.#nextSpillAtMs = nowMs + SPILL_INTERVAL_MS
    let { messages, bytes } = this.load
    const spilled = this.#heap.takeLatestWhile((atMs, { delivery }) => {
      if (atMs - nowMs < LEAST_FOR_BUCKET_MS) return false
      if (!isBeyond(RELIEVED_SHARE, { messages, bytes }, limits)) return false
      messages -= 1
      bytes -= delivery.body.length
      return true
    })
    this.#bytes = bytes
    return spilled
  }

  /** Takes out everything. */
  drain(): readonly DelayedMessage[] {
    this.#timer?.timer.cancel()
    this.#timer = undefined
    this.#bytes = 0
    return this.#heap.drain()
  }

  #arm(): void {
    const atMs = this.#heap.nextAtMs
    if (atMs === undefined || (this.#timer && this.#timer.atMs <= atMs)) return
    this.#timer?.timer.cancel()
    const { clock } = this.#parts
    const timer = clock.setTimer(Math.max(atMs - clock.monotonicNow(), 0), () => {
      this.#timer = undefined
      this.#release()
    })
    this.#timer = { atMs, timer }
  }

  #release(): void {
    // The clock decides, not the timer: the machine's timers can fire a fraction of a millisecond early.
    const nowMs = this.#parts.clock.monotonicNow()
    const due: DelayedMessage[] = []
    for (let message = this.#heap.takeDue(nowMs); message; message = this.#heap.takeDue(nowMs)) {
      this.#bytes -= message.delivery.body.length
      due.push(message)
    }
    this.#arm()
    if (due.length > 0) this.#parts.onDue(due)
  }
}
