import type { MessageQueue } from '../protocol/message-queue.js'

/** Where a group's offsets are kept. Implement it to keep them elsewhere than at the brokers. */
export interface OffsetStore {
  /**
   * Whether a write can be lost after it was confirmed. Such a store gets all offsets at each round
   * (`offsetPersistIntervalMs`), others those that have changed.
   * @default false
   */
  readonly mayLoseWrites?: boolean
  /** Called before anything else, when the consumer starts. */
  load?(): Promise<void>
  /**
   * The offset of the next message that the group wants of a queue; `undefined` when it has none yet.
   * Must reject when it cannot be known: a consumer that takes that for "none" skips messages.
   */
  read(queue: MessageQueue): Promise<bigint | undefined>
  /** Keeps offsets. Rejects when one of them could not be kept; the next call brings them again. */
  write(offsets: readonly QueueOffset[]): Promise<void>
}

/** A queue, and the offset of the next message that the group wants of it. */
export interface QueueOffset {
  readonly queue: MessageQueue
  readonly offset: bigint
}
