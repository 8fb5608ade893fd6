import { ArqError, type ArqErrorOptions } from './arq-error.js'

export interface TransportErrorOptions extends ArqErrorOptions {
  /** What died with it: the message alone, its channel, or the whole connection. */
  readonly scope: 'message' | 'channel' | 'connection'
}

/** The broker, or the way to it, failed. */
export class TransportError extends ArqError {
  readonly scope: 'message' | 'channel' | 'connection'

  constructor(options: TransportErrorOptions) {
    super(options)
    this.scope = options.scope
  }
}

/** No connection: `ARQ_CONNECTION_REFUSED`, `ARQ_CONNECTION_AUTH`, `ARQ_CONNECTION_BLOCKED`. */
export class ConnectionError extends TransportError {}

/** The connection broke while something was under way: `ARQ_CONNECTION_LOST`. */
export class ConnectionLost extends TransportError {}

/** The broker did not take a message: `ARQ_PUBLISH_NACKED`, `…_UNROUTABLE`, `…_TIMEOUT`, `…_TOO_LARGE`. */
export class PublishNotConfirmed extends TransportError {}

/** Too many messages wait for their confirm: `ARQ_BUFFER_FULL`. */
export class BufferFull extends TransportError {}

/** A queue exists with other arguments: `ARQ_TOPOLOGY_MISMATCH`; `details` has argument, wanted, found. */
export class TopologyMismatch extends TransportError {}

/** The queue does not exist and may not be created here: `ARQ_QUEUE_NOT_FOUND`. */
export class QueueNotFound extends TransportError {}

/**
 * No worker that answered is of that name, or works on that queue: `ARQ_WORKER_NOT_FOUND`; `details` has `worker` or
 * `queueName`, and `known`: the names there are.
 */
export class WorkerNotFound extends ArqError {}
