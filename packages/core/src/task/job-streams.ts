/** Writes items to a stream of the job, in order. Made by `ctx.stream`. */
export interface StreamWriter<T = unknown> {
  readonly name: string
  /**
   * Adds an item, any JSON value, for all who read `job.stream(name)`, now or later. Resolves when it is accepted: at once,
   * or, when the store is slower than the task, when there is room again. What was accepted is stored before the job's
   * end is; should the store be away for longer than 30 s then, what is left is lost, and a warning says so. After the
   * end of the run it does nothing.
   * @throws SerializationError `ARQ_ENCODE_FAILED` when JSON cannot carry the value, or it has more than 1 MiB
   * @throws ResultStoreError when the store refuses the stream
   */
  write(item: T): Promise<void>
  /** Resolves when all that was written is in the store. @throws ResultStoreError when the store refuses the stream */
  flush(): Promise<void>
}

/** What a stream keeps. */
export interface StreamBounds {
  /** Older items than so many are dropped. @defaultValue 10,000 */
  readonly maxItems?: number
  /** Older items than so many bytes of JSON are dropped. @defaultValue 8 MiB */
  readonly maxBytes?: number
}

/** An item of a stream, with where it is and who wrote it. */
export interface StreamEntry<T = unknown> {
  /** Names it among all of the stream; reading can go on after it: `{ after: id }`. */
  readonly id: string
  readonly value: T
  /** The try that wrote it, from 1; 0 in an inbox. */
  readonly jobTry: number
  /**
   * The same for all items of one run of the task. Another one than before, also with the same try when a worker has
   * died: the task has begun anew.
   */
  readonly run: string
  /** Items before this one that are gone and were not read. 0: none. */
  readonly missed: number
}

/** Messages that `job.send` sends to the job, in order. */
export interface Inbox extends AsyncIterable<unknown> {
  /**
   * The messages with their ids. Every call, and every run, begins at the first message that is kept, or after an id.
   * Ends when `ctx.signal` aborts and when the run is over; it does not throw then.
   */
  entries(options?: {
    readonly after?: string | undefined
  }): AsyncGenerator<StreamEntry, void, undefined>
}
