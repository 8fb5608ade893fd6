import { type Clock, systemClock } from '@arq/core'

import type { NewRow, OutboxRow, RowEnd } from '../outbox-row.js'
import type { OutboxRows, OutboxSource, OutboxStatus } from '../table/outbox-rows.js'
import type { RowTransaction } from '../transaction/transaction.js'

/** What `outbox(…)` takes in the place of a transaction of a database. */
export interface MemoryTransaction extends RowTransaction {
  /** Jobs that were enqueued in it so far. */
  readonly jobCount: number
}

interface HeldRow {
  readonly row: OutboxRow
  readonly retryAtMs: number
  readonly isAside: boolean
}

/**
 * An outbox for tests, in the place of a database: its transactions commit when their function resolves, and leave
 * nothing when it throws. Give it to `outboxRelay` as `database`.
 *
 * @example
 * ```ts
 * const database = new MemoryOutbox()
 * await database.transaction(async (tx) => void (await outbox(tx).enqueue(charge, ['order-1'])))
 * await outboxRelay({ database, client }).drain()
 * ```
 */
export class MemoryOutbox implements OutboxSource {
  readonly #clock: Clock
  readonly #rows = new Map<string, HeldRow>()
  readonly #inHand = new Set<string>()
  readonly #listeners = new Set<() => void>()
  #lastId = 0

  /** @param parts its clock, by which rows wait for their next try. @defaultValue the system's */
  constructor({ clock = systemClock }: { readonly clock?: Clock } = {}) {
    this.#clock = clock
  }

  /** Runs the work and commits. What it throws comes through, and nothing of it is kept. */
  async transaction<T>(work: (transaction: MemoryTransaction) => T | Promise<T>): Promise<T> {
    const inserted: OutboxRow[] = []
    const insertRow = (row: NewRow): void => {
      // Given before the commit, as databases do.
      this.#lastId += 1
      inserted.push({
        ...row,
        id: String(this.#lastId),
        createdAtMs: this.#clock.now(),
        attempts: 0,
      })
    }
    const result = await work({
      insertRow,
      get jobCount() {
        return inserted.length
      },
    })
    for (const row of inserted) this.#rows.set(row.id, { row, retryAtMs: 0, isAside: false })
    if (inserted.length > 0) for (const tell of this.#listeners) tell()
    return result
  }

  /** How it stands. */
  status(): OutboxStatus {
    const rows = [...this.#rows.values()]
    const waiting = rows.filter(({ isAside }) => !isAside)
    const oldestMs = Math.min(...waiting.map(({ row }) => row.createdAtMs))
    return {
      waiting: waiting.length,
      retrying: waiting.filter(({ retryAtMs }) => retryAtMs > 0).length,
      aside: rows.length - waiting.length,
      oldestAt: waiting.length === 0 ? undefined : new Date(oldestMs),
      oldestAgeMs: waiting.length === 0 ? undefined : this.#clock.now() - oldestMs,
    }
  }

  /** @internal For relays. */
  open(): Promise<OutboxRows> {
    const own = new Set<() => void>()
    return Promise.resolve({
      take: (limit, settle) => this.#take(limit, settle),
      onRows: (listener) => {
        own.add(listener)
        this.#listeners.add(listener)
        return Promise.resolve()
      },
      close: () => {
        for (const listener of own) this.#listeners.delete(listener)
      },
    })
  }

  async #take(
    limit: number,
    settle: (rows: readonly OutboxRow[]) => Promise<ReadonlyMap<string, RowEnd>>,
  ): Promise<number> {
    const taken = [...this.#rows.values()]
      .filter(({ row, isAside }) => !isAside && !this.#inHand.has(row.id))
      .filter(({ retryAtMs }) => retryAtMs <= this.#clock.now())
      .sort((a, b) => Number(a.row.id) - Number(b.row.id))
      .slice(0, limit)
      .map(({ row }) => row)
    if (taken.length === 0) return 0
    for (const { id } of taken) this.#inHand.add(id)
    try {
      for (const [id, end] of await settle(taken)) this.#end(id, end)
    } finally {
      for (const { id } of taken) this.#inHand.delete(id)
    }
    return taken.length
  }

  #end(id: string, end: RowEnd): void {
    const held = this.#rows.get(id)
    if (!held || end.type === 'kept') return
    this.#rows.delete(id)
    if (end.type === 'sent') return
    const row = { ...held.row, attempts: held.row.attempts + 1 }
    const retryAtMs = end.type === 'later' ? this.#clock.now() + end.afterMs : 0
    this.#rows.set(id, { row, retryAtMs, isAside: end.type === 'aside' })
  }
}
