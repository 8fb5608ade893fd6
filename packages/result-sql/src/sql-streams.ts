import type { StreamBatch, StreamName, StreamSlice, StreamStore } from '@arq/core'

import type { FewAtOnce } from './few-at-once.js'

export interface SqlStreamsParts {
  /** Those of the database. */
  readonly table: StreamStore
  /** Runs a call to the database as the store does. */
  readonly run: <T>(operation: () => Promise<T>) => Promise<T>
  /** Appends that wait for the row of a log have a connection each: others must find one all the same. */
  readonly writes: FewAtOnce
  readonly onWritten: () => void
}

/** Streams of a store whose database has them. */
export class SqlStreams implements StreamStore {
  readonly #parts: SqlStreamsParts

  constructor(parts: SqlStreamsParts) {
    this.#parts = parts
  }

  async append(stream: StreamName, batch: StreamBatch): Promise<void> {
    const { table, run, writes, onWritten } = this.#parts
    await writes.run(() => run(() => table.append(stream, batch)))
    onWritten()
  }

  read(
    stream: StreamName,
    options: { readonly after: number; readonly limit: number },
  ): Promise<StreamSlice> {
    const { table, run } = this.#parts
    return run(() => table.read(stream, options))
  }

  names(group: string): Promise<readonly string[]> {
    const { table, run } = this.#parts
    return run(() => table.names(group))
  }

  remove(group: string): Promise<boolean> {
    const { table, run } = this.#parts
    return run(() => table.remove(group))
  }
}
