import type { MessageQueue } from '../protocol/message-queue.js'
import type { HeldMessage, ProcessQueue } from '../pull/process-queue.js'
import type { ListenerOutcome } from './listener-outcome.js'

/** A queue whose messages are consumed. */
export interface ConsumedQueue {
  readonly queue: MessageQueue
  readonly processQueue: ProcessQueue
  /** Its messages were popped: they have no lock and move no offset, each is settled for itself. */
  readonly isPopped?: boolean
}

/** How messages that were pulled get to their listeners: concurrently, or in order. */
export interface Consumption {
  /** Listeners that run now. */
  readonly runningCount: number
  /** Messages that wait for a listener. */
  readonly waitingCount: number
  /** New messages are in the process queue. */
  submit(from: ConsumedQueue, held: readonly HeldMessage[]): void
  /** A queue is given up: tells the listeners that run with its messages. */
  abort(from: ConsumedQueue): void
  /** The offset of a queue was moved: what its listeners come to counts no more. */
  disown(from: ConsumedQueue): void
  /** Deals with listeners that take too long. */
  expire(): Promise<void>
  /**
   * Starts no further listener, and waits for those that run. Messages that wait are not consumed: whoever has their
   * queue next gets them.
   * @param limitMs after that the signals of the rest abort, and nobody waits for them any more
   */
  stop(limitMs: number): Promise<void>
}

/** Who is told what becomes of messages. Nothing here may throw. */
export interface ConsumptionObserver {
  /** Messages of a queue are done: its offset may have moved. */
  onProgress(from: ConsumedQueue): void
  onFailed(from: ConsumedQueue, held: readonly HeldMessage[], outcome: ListenerOutcome): void
  onSentBack(from: ConsumedQueue, held: HeldMessage): void
  /** A message could be given back to no broker: it is consumed here once more. */
  onSendBackFailed(from: ConsumedQueue, held: HeldMessage, error: unknown): void
}
