import type { WorkerInfo } from '../wire/control-messages.js'
import type { EventError } from './event-error.js'

interface OfWorker {
  readonly workerId: string
}

/** What happens to a worker itself, and to its connections. */
export type WorkerLifeEvent =
  /** It consumes all its queues. `read` tells how it stands, whenever it is called, until `workerEnded`. */
  | ({
      readonly type: 'workerStarted'
      readonly name: string
      readonly queueNames: readonly string[]
      readonly read: () => WorkerInfo
    } & OfWorker)
  /** It takes nothing new, and waits for what runs. */
  | ({ readonly type: 'workerStopping' } & OfWorker)
  /** After `workerStarted`: nothing of it is left but its connections. */
  | ({ readonly type: 'workerEnded' } & OfWorker)
  /** It takes nothing from these queues any more; what runs goes on. */
  | ({ readonly type: 'paused'; readonly queueNames: readonly string[] } & OfWorker)
  | ({ readonly type: 'resumed'; readonly queueNames: readonly string[] } & OfWorker)
  /** It takes nothing new. `ends`: it ends when nothing runs any more. */
  | ({
      readonly type: 'draining'
      readonly queueNames: readonly string[]
      readonly ends: boolean
    } & OfWorker)
  /** After `draining` of the whole worker: nothing runs. */
  | ({ readonly type: 'drained' } & OfWorker)
  | ({ readonly type: 'connected'; readonly transport: string } & OfWorker)
  /** Running jobs go on; the transport reconnects. */
  | ({
      readonly type: 'connectionLost'
      readonly transport: string
      readonly error: EventError
    } & OfWorker)
  /** The broker takes no messages, and says why. */
  | ({ readonly type: 'publishingBlocked'; readonly reason: string } & OfWorker)
  | ({ readonly type: 'publishingUnblocked' } & OfWorker)
  /** Nothing comes from this queue, until `queueConsuming`. */
  | ({
      readonly type: 'queueNotConsuming'
      readonly queueName: string
      readonly error: EventError
    } & OfWorker)
  | ({ readonly type: 'queueConsuming'; readonly queueName: string } & OfWorker)
  /** A delayed job was due and its queue was gone: it lies in `keptIn`. */
  | ({
      readonly type: 'jobUndeliverable'
      readonly queueName: string
      readonly keptIn: string
    } & OfWorker)
  /** Results wait at the broker until the store is back. */
  | ({ readonly type: 'storeAway' } & OfWorker)
