export type Row = Readonly<Record<string, unknown>>

/** One connection to a database, of a driver. */
export interface Session {
  run(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
  /** Whether a failure of a statement came from the connection, not from what the statement says. */
  isLost(error: unknown): boolean
  /** Calls back when another transaction has told of rows; does nothing where the database cannot tell. */
  listen(channel: string, onNotice: () => void): Promise<void>
  /** Ends the connection at once; what was not committed is undone. */
  close(): void
}

export interface SessionOptions {
  readonly url: string
  /** For the driver, as it is: TLS and the like. */
  readonly driverOptions: Readonly<Record<string, unknown>>
  readonly connectTimeoutMs: number
  /** How long a statement may take. */
  readonly commandTimeoutMs: number
  /** After this time without a statement in a transaction the database ends it, so that its rows are free. */
  readonly idleLimitMs: number
}
