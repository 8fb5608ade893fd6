import { pause } from '@arq/core/internal'
import type { MessageExt } from '@arq/rocketmq'

import type { Lease } from './lease.js'

/** What of a consumer the lane needs. */
export interface Acknowledger {
  ackBatch(messages: readonly MessageExt[]): Promise<void>
}

interface Waiting {
  readonly lease: Lease
  readonly resolve: (isAcknowledged: boolean) => void
}

/** What one pop brings at most. */
const MOST = 32
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1000

/** Sends acknowledgements, those of one turn together. One that fails is sent again while the message is still ours. */
export class AckLane {
  readonly #acknowledger: Acknowledger
  #waiting: Waiting[] = []
  #isDue = false

  constructor(acknowledger: Acknowledger) {
    this.#acknowledger = acknowledger
  }

  /** Resolves with whether the broker has it; otherwise the message comes again. Never rejects. */
  ack(lease: Lease): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting.push({ lease, resolve })
      if (this.#isDue) return
      this.#isDue = true
      queueMicrotask(() => {
        this.#isDue = false
        while (this.#waiting.length > 0)
          void sendBatch(this.#acknowledger, this.#waiting.splice(0, MOST))
      })
    })
  }
}

async function sendBatch(acknowledger: Acknowledger, batch: readonly Waiting[]): Promise<void> {
  await Promise.all(batch.map(({ lease }) => lease.settled()))
  let pauseMs = FIRST_PAUSE_MS
  let left = batch
  for (;;) {
    for (const { resolve } of left.filter(isOver)) resolve(false)
    left = left.filter((waiting) => !isOver(waiting))
    if (left.length === 0) return
    try {
      await acknowledger.ackBatch(left.map(({ lease }) => lease.message))
      for (const { resolve } of left) resolve(true)
      return
    } catch {
      await pause(pauseMs)
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    }
  }
}

const isOver = ({ lease }: Waiting): boolean => lease.isOver
