/** What a producer has done so far. */
export interface ProducerStats {
  /** Messages stored, each of a batch counted; for one-way sends: handed to the socket. */
  readonly sent: number
  /** Messages whose send was rejected. */
  readonly failed: number
  /** Attempts after the first of a send. */
  readonly retried: number
  /** Messages that travelled in batches. */
  readonly batched: number
  /** Sends under way. */
  readonly inFlight: number
  /** Bytes of their bodies. */
  readonly inFlightBytes: number
  /** Sends that wait for room. */
  readonly waiting: number
}

/** The counters behind {@link ProducerStats}. */
export class SendCounters {
  sent = 0
  failed = 0
  retried = 0
  batched = 0

  read(): Pick<ProducerStats, 'sent' | 'failed' | 'retried' | 'batched'> {
    const { sent, failed, retried, batched } = this
    return { sent, failed, retried, batched }
  }
}
