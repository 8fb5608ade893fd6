/** What a relay tells of. */
export type RelayEvent =
  /** The broker has these jobs; those whose id was taken are among them. */
  | { readonly type: 'sent'; readonly count: number }
  /** A row cannot be sent as it is: it waits for somebody to mend what the error says. */
  | ({ readonly type: 'setAside' } & RowFailure)
  /** A row alone could not be sent, and is tried again. */
  | ({ readonly type: 'putOff'; readonly afterMs: number } & RowFailure)
  /** Broker, result store or database are away: it tries again until they are back. Told once. */
  | { readonly type: 'away'; readonly reason: string }
  /** After an `away`: it sends again. */
  | { readonly type: 'back' }

interface RowFailure {
  readonly jobId: string
  readonly task: string
  readonly queueName: string
  /** Code of the error, such as `ARQ_PUBLISH_TOO_LARGE`; of another's its name. */
  readonly code: string
  readonly reason: string
}

/** What a relay has done so far. */
export interface RelayCounts {
  /** Jobs that the broker has; those whose id was taken are among them. */
  readonly sent: number
  readonly setAside: number
  readonly putOff: number
}
