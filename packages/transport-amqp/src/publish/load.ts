/** A number of messages. */
export interface Amount {
  readonly size: number
  readonly bytes: number
}

/** The messages that a publisher has. */
export interface Load {
  /** Sent, and not yet answered. */
  readonly unconfirmed: Amount
  /** Not yet sent. */
  readonly waiting: Amount
}
