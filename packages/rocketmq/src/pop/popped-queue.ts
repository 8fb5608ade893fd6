import type { ConsumedQueue } from '../consume/consumption.js'
import type { MessageExt } from '../message/message-ext.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { type HeldMessage, ProcessQueue } from '../pull/process-queue.js'

/** A process queue that tells of every message that is done. */
class SettledProcessQueue extends ProcessQueue {
  readonly #onDone: (message: MessageExt) => void

  constructor(onDone: (message: MessageExt) => void) {
    super(0n)
    this.#onDone = onDone
  }

  override complete(one: HeldMessage): void {
    if (one.isDone) return
    super.complete(one)
    this.#onDone(one.message)
  }
}

/** The messages that were popped from one queue and are not yet consumed. */
export class PoppedQueue implements ConsumedQueue {
  readonly isPopped = true
  readonly queue: MessageQueue
  readonly processQueue: ProcessQueue

  /** @param onDone a message needs no listener any more */
  constructor(queue: MessageQueue, onDone: (message: MessageExt) => void) {
    this.queue = queue
    this.processQueue = new SettledProcessQueue(onDone)
  }

  /** Takes in what a pop brought. Offsets mean nothing here: what comes again has those of the retry topic. */
  insert(messages: readonly MessageExt[]): readonly HeldMessage[] {
    return this.processQueue.insert(messages, 0n)
  }

  /** Messages that wait for a listener. */
  waiting(): readonly MessageExt[] {
    return messagesOf(this.processQueue.unfinished().filter(({ isTaken }) => !isTaken))
  }

  /** Messages that a listener has, or has had without consuming them. */
  taken(): readonly MessageExt[] {
    return messagesOf(this.processQueue.unfinished().filter(({ isTaken }) => isTaken))
  }
}

const messagesOf = (held: readonly HeldMessage[]): readonly MessageExt[] =>
  held.map(({ message }) => message)
