import type { OutboxRow, RowEnd } from '../outbox-row.js'

/** How an outbox stands. */
export interface OutboxStatus {
  /** Rows that are to be sent, those in hand included. */
  readonly waiting: number
  /** Of these: could not be sent, and wait for their next try. */
  readonly retrying: number
  /** Rows that were set aside. */
  readonly aside: number
  /** When the oldest row that waits was inserted. */
  readonly oldestAt: Date | undefined
  /** How long that is ago, by the clock of the database. */
  readonly oldestAgeMs: number | undefined
}

interface FailedRow {
  readonly jobId: string
  readonly task: string
  readonly queueName: string
  readonly createdAt: Date
  /** Code of the error, such as `ARQ_PUBLISH_TOO_LARGE`. */
  readonly errorCode: string
  readonly error: string
}

/** A row that cannot be sent as it is. */
export interface AsideRow extends FailedRow {
  readonly asideAt: Date
}

/** A row that could not be sent, and waits for its next try. */
export interface RetryingRow extends FailedRow {
  /** How often it could not be sent. */
  readonly attempts: number
  readonly retryAt: Date
}

/** An outbox, as those see it who send what is in it. */
export interface OutboxRows {
  /**
   * Hands out the oldest rows that nobody has in hand, and does with each as it is told, in one transaction: should
   * anything fail, all of them stay as they were.
   * @param settle what becomes of each row; those that it does not name stay
   * @returns how many there were
   */
  take(
    limit: number,
    settle: (rows: readonly OutboxRow[]) => Promise<ReadonlyMap<string, RowEnd>>,
  ): Promise<number>
  /** Calls back when rows may have come. */
  onRows(listener: () => void): Promise<void>
  close(): void
}

/** Where rows are; each opening is a connection. */
export interface OutboxSource {
  open(): Promise<OutboxRows>
}
