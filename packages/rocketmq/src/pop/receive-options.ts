/** What one receive may have of its own. */
export interface ReceiveOptions {
  /** At most 32. @defaultValue 32 */
  readonly maxMessages?: number | undefined
  /** @defaultValue the consumer's `invisibleMs` */
  readonly invisibleMs?: number | undefined
  /** Milliseconds to wait for a message; 0 takes what is there. @defaultValue the consumer's `receiveTimeoutMs` */
  readonly timeoutMs?: number | undefined
  /** Ends the wait: the receive rejects with its reason. */
  readonly signal?: AbortSignal | undefined
}

/** What one wait may have of its own. */
export type WaitOptions = Pick<ReceiveOptions, 'timeoutMs' | 'signal'>

/** What one call of `process` may have of its own. */
export interface ProcessOptions {
  /** When the work fails, the message comes again after this time. Default: when its invisible time is over. */
  readonly retryMs?: number | undefined
}

/** What the work of `process` is told. */
export interface ProcessContext {
  /**
   * Aborts when the message could not be hidden for longer, and is visible again: another member gets it now, and what
   * this one does with it is done twice.
   */
  readonly signal: AbortSignal
}
