import { Fifo } from '../flow/fifo.js'
import type { MessageExt } from '../message/message-ext.js'

/** A message that this member has, from its pull until it is consumed. */
export interface HeldMessage {
  readonly message: MessageExt
  /** It was handed to a listener, or is about to be. */
  isTaken: boolean
  /** It needs no listener any more: consumed, sent back, or given up. */
  isDone: boolean
  /** How often it has failed here since its pull. The broker does not know of these. */
  failures: number
}

/**
 * The messages of one queue that were pulled and are not yet consumed. Messages come in the order of their offsets and
 * may be done in any order: the offset to commit is that of the first one that is not done.
 *
 * Source: apache/rocketmq `client/.../impl/consumer/ProcessQueue.java`.
 */
export class ProcessQueue {
  /** In the order of offsets; the first one is not done. */
  readonly #held = new Fifo<HeldMessage>()
  /** Place of the next one to take: for orderly consumption, which takes them one after the other. */
  #nextToTake = 0
  #nextOffset: bigint
  #count = 0
  #bytes = 0
  #onRoom: (() => void) | undefined
  /** The queue is no longer this member's: what its messages come to must not be committed. */
  isDropped = false
  /** When a message was last done, in milliseconds since 1970; 0 before the first one. */
  lastDoneAtMs = 0

  /** @param startOffset where this member begins */
  constructor(startOffset: bigint) {
    this.#nextOffset = startOffset
  }

  /** Messages that are not done. */
  get count(): number {
    return this.#count
  }

  /** Bytes of the bodies of messages that are not done. */
  get bytes(): number {
    return this.#bytes
  }

  /** From the first message that is not done to the last one pulled. */
  get span(): number {
    return this.#count === 0 ? 0 : Number(this.#nextOffset - this.commitOffset)
  }

  /** What to commit: everything before it is done. */
  get commitOffset(): bigint {
    return this.#held.at(0)?.message.queueOffset ?? this.#nextOffset
  }

  /** The offset that the next pull begins with. */
  get nextOffset(): bigint {
    return this.#nextOffset
  }

  /**
   * Takes in what a pull brought. Messages before the offset that was asked for are left out: a broker hands out an
   * inner batch whole, also when the pull began in the midst of it.
   * @param nextOffset where the next pull begins; moves the offset to commit past messages that were filtered out
   */
  insert(messages: readonly MessageExt[], nextOffset: bigint): readonly HeldMessage[] {
    const asked = this.#nextOffset
    const held = messages
      .filter(({ queueOffset }) => queueOffset >= asked)
      .map((message): HeldMessage => ({ message, isTaken: false, isDone: false, failures: 0 }))
    for (const one of held) {
      this.#held.push(one)
      this.#count += 1
      this.#bytes += one.message.body.length
    }
    if (nextOffset > this.#nextOffset) this.#nextOffset = nextOffset
    return held
  }

  /** A message is done. Does nothing for one that is done already. */
  complete(one: HeldMessage): void {
    if (one.isDone) return
    one.isDone = true
    this.lastDoneAtMs = Date.now()
    this.#count -= 1
    this.#bytes -= one.message.body.length
    while (this.#held.at(0)?.isDone === true) {
      this.#held.shift()
      if (this.#nextToTake > 0) this.#nextToTake -= 1
    }
    this.#onRoom?.()
  }

  /** The next messages in order; none when all are taken. */
  take(maxMessages: number): readonly HeldMessage[] {
    const taken = this.#held.slice(this.#nextToTake, this.#nextToTake + maxMessages)
    for (const one of taken) one.isTaken = true
    this.#nextToTake += taken.length
    return taken
  }

  /** The message that {@link take} would give first. */
  get next(): HeldMessage | undefined {
    return this.#held.at(this.#nextToTake)
  }

  /** Those that were taken last come again: they are the next to be taken. */
  putBack(taken: readonly HeldMessage[]): void {
    for (const one of taken) one.isTaken = false
    this.#nextToTake -= taken.length
  }

  /** Messages that {@link take} would give. */
  get waitingCount(): number {
    return this.#held.size - this.#nextToTake
  }

  /** All that are taken and not done come again. */
  putAllBack(): void {
    this.putBack(this.#held.slice(0, this.#nextToTake))
  }

  /** All that are taken are done. */
  completeTaken(): void {
    for (const one of this.#held.slice(0, this.#nextToTake)) this.complete(one)
  }

  /** Messages that are not done, in order. */
  unfinished(): readonly HeldMessage[] {
    return this.#held.slice().filter(({ isDone }) => !isDone)
  }

  /** Calls `listener` whenever a message is done. There is one listener: the pull loop of the queue. */
  onRoom(listener: (() => void) | undefined): void {
    this.#onRoom = listener
  }
}
