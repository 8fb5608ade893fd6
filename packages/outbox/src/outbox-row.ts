/** A job as its row holds it, before the database has given it a number. */
export interface NewRow {
  readonly jobId: string
  readonly task: string
  readonly queueName: string
  /** As the codec wrote them; JSON as it is, anything else in base64. */
  readonly arguments: string
  readonly contentType: string
  /** The caller's own, as JSON. */
  readonly headers: string | undefined
  readonly priority: number | undefined
  /** Number of its first attempt. */
  readonly jobTry: number
  /** Milliseconds since 1970; absent: at once. */
  readonly dueAtMs: number | undefined
  readonly expiresAtMs: number
}

export interface OutboxRow extends NewRow {
  /** Of the database: in the order of the inserts, not of the commits. */
  readonly id: string
  readonly createdAtMs: number
  /** How often it could not be sent. */
  readonly attempts: number
}

/** Why a row could not be sent. */
export interface RowError {
  /** Of ours: its code. Of somebody else's: its name. */
  readonly code: string
  readonly message: string
}

/** What becomes of a row that a relay has had in hand. */
export type RowEnd =
  /** The broker has the job, or a job of its id exists: the row is deleted. */
  | { readonly type: 'sent' }
  /** Broker or store are away: it stays as it is. */
  | { readonly type: 'kept'; readonly error: RowError }
  /** It alone could not be sent now. */
  | { readonly type: 'later'; readonly afterMs: number; readonly error: RowError }
  /** It can never be sent as it is, or somebody has to mend its queue. */
  | { readonly type: 'aside'; readonly error: RowError }
