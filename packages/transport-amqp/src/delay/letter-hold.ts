import type { Clock, Timer } from '@arq/core'

import { LEAST_FOR_BUCKET_MS } from './bucket-grid.js'
import { DueHeap } from './due-heap.js'
import type { Letter } from './letter.js'

export interface HoldLimits {
  readonly maxLetters: number
  readonly maxBytes: number
}

interface Load {
  readonly letters: number
  readonly bytes: number
}

/** From here on the furthest make room for nearer ones that may be waiting behind them. */
const CROWDED_SHARE = 0.8
const RELIEVED_SHARE = 0.5

/** Looking for room costs a sort; in between so many more can have come at most. */
const SPILL_INTERVAL_MS = 25

/** Whether a hold is filled beyond that share of what it may take. */
function isBeyond(share: number, load: Load, limits: HoldLimits): boolean {
  return load.letters > limits.maxLetters * share || load.bytes > limits.maxBytes * share
}

interface LetterHoldOptions {
  readonly clock: Clock
  readonly limits: HoldLimits
  /** All that is due by now, the earliest first. */
  readonly onDue: (letters: readonly Letter[]) => void
}

/** The letters that are due within a moment, and one timer for the first of them. */
export class LetterHold {
  readonly #options: LetterHoldOptions
  readonly #heap = new DueHeap<Letter>()
  #bytes = 0
  #timer: { readonly atMs: number; readonly timer: Timer } | undefined
  #nextSpillAtMs = -Infinity

  constructor(options: LetterHoldOptions) {
    this.#options = options
  }

  get load(): Load {
    return { letters: this.#heap.size, bytes: this.#bytes }
  }

  add(letter: Letter, atMs: number): void {
    this.#heap.add(atMs, letter)
    this.#bytes += letter.delivery.body.length
    this.#arm()
  }

  /**
   * When it is crowded: takes out the furthest, of those that a bucket can take. The broker hands out no more while a
   * mover is full, and what is due sooner may be waiting there.
   */
  spill(): readonly Letter[] {
    const { clock, limits } = this.#options
    const nowMs = clock.now()
    if (nowMs < this.#nextSpillAtMs || !isBeyond(CROWDED_SHARE, this.load, limits)) return []
    this.#nextSpillAtMs = nowMs + SPILL_INTERVAL_MS
    let { letters, bytes } = this.load
    const spilled = this.#heap.takeLatestWhile((atMs, { delivery }) => {
      if (atMs - nowMs < LEAST_FOR_BUCKET_MS) return false
      if (!isBeyond(RELIEVED_SHARE, { letters, bytes }, limits)) return false
      letters -= 1
      bytes -= delivery.body.length
      return true
    })
    this.#bytes = bytes
    return spilled
  }

  /** Takes out everything. */
  drain(): readonly Letter[] {
    this.#timer?.timer.cancel()
    this.#timer = undefined
    this.#bytes = 0
    return this.#heap.drain()
  }

  #arm(): void {
    const atMs = this.#heap.nextAtMs
    if (atMs === undefined || (this.#timer && this.#timer.atMs <= atMs)) return
    this.#timer?.timer.cancel()
    const { clock } = this.#options
    const timer = clock.setTimer(Math.max(atMs - clock.now(), 0), () => {
      this.#timer = undefined
      this.#release()
    })
    this.#timer = { atMs, timer }
  }

  #release(): void {
    // Asked of the clock, not of the timer: the machine's timers can fire a fraction of a millisecond early.
    const nowMs = this.#options.clock.now()
    const due: Letter[] = []
    for (let letter = this.#heap.takeDue(nowMs); letter; letter = this.#heap.takeDue(nowMs)) {
      this.#bytes -= letter.delivery.body.length
      due.push(letter)
    }
    this.#arm()
    if (due.length > 0) this.#options.onDue(due)
  }
}
