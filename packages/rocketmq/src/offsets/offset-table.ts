import type { TextLogger } from '../log/guarded-logger.js'
import { type MessageQueue, messageQueueKey } from '../protocol/message-queue.js'
import { texts } from '../texts/texts.js'
import type { OffsetStore, QueueOffset } from './offset-store.js'

interface Entry {
  readonly queue: MessageQueue
  offset: bigint
  /** What the store has, as far as is known. */
  stored: bigint | undefined
  /** Set by a reset: only {@link OffsetTable.forget} ends it, so that late results cannot undo the reset. */
  isFrozen: boolean
}

/**
 * Where an offset is read: what this member has come to (`memory`), what the group's store has (`store`), or the first of
 * them that there is (`memory-first`).
 */
export type OffsetSource = 'memory' | 'store' | 'memory-first'

export interface OffsetTableStats {
  readonly queues: number
  readonly writes: number
  readonly failedWrites: number
  /** Milliseconds that the last write took. */
  readonly lastWriteMs: number
  /** Milliseconds that a write took on average; 0 before the first one. */
  readonly meanWriteMs: number
  /** Offsets that were asked for. */
  readonly reads: number
  /** Those of them that were answered from memory, without the store. */
  readonly readsFromMemory: number
  readonly failedReads: number
}

/** How far this member has come in each of its queues, written to the store from time to time. */
export class OffsetTable {
  readonly #store: OffsetStore
  readonly #logger: TextLogger
  readonly #entries = new Map<string, Entry>()
  /** The entry that moved ahead last, with its queue: messages of one queue are done one after the other. */
  #last: { readonly queue: MessageQueue; readonly entry: Entry } | undefined
  #stats = {
    writes: 0,
    failedWrites: 0,
    lastWriteMs: 0,
    reads: 0,
    readsFromMemory: 0,
    failedReads: 0,
  }
  #writeMs = 0

  constructor(store: OffsetStore, logger: TextLogger) {
    this.#store = store
    this.#logger = logger
  }

  load(): Promise<void> {
    return this.#store.load?.() ?? Promise.resolve()
  }

  /** What the store has of a queue. @throws what the store throws: then it is not known */
  async stored(queue: MessageQueue): Promise<bigint | undefined> {
    this.#stats.reads += 1
    try {
      return await this.#store.read(queue)
    } catch (error) {
      this.#stats.failedReads += 1
      throw error
    }
  }

  /** An offset, from where the caller wants it. @throws what the store throws */
  async read(queue: MessageQueue, from: OffsetSource): Promise<bigint | undefined> {
    const current = from === 'store' ? undefined : this.current(queue)
    if (current === undefined && from !== 'memory') return this.stored(queue)
    this.#stats.reads += 1
    if (current !== undefined) this.#stats.readsFromMemory += 1
    return current
  }

  /** What this member has come to; `undefined` before its first message. */
  current(queue: MessageQueue): bigint | undefined {
    return this.#entries.get(messageQueueKey(queue))?.offset
  }

  /** Moves a queue's offset ahead; one that is lower than the present one is ignored. */
  advance(queue: MessageQueue, offset: bigint): void {
    const entry = this.#entryToAdvance(queue)
    if (entry === undefined) this.#set(queue, offset)
    else if (!entry.isFrozen && offset > entry.offset) entry.offset = offset
  }

  /** Sets a queue's offset, also back. */
  set(queue: MessageQueue, offset: bigint): void {
    const entry = this.#entries.get(messageQueueKey(queue))
    if (entry === undefined) this.#set(queue, offset)
    else if (!entry.isFrozen) entry.offset = offset
  }

  /** Sets a queue's offset, and lets nothing change it until it is forgotten. */
  freeze(queue: MessageQueue, offset: bigint): void {
    const entry = this.#entries.get(messageQueueKey(queue)) ?? this.#set(queue, offset)
    entry.offset = offset
    entry.isFrozen = true
  }

  /** The queue is no longer this member's. */
  forget(queue: MessageQueue): void {
    this.#entries.delete(messageQueueKey(queue))
    this.#last = undefined
  }

  entries(topic?: string): readonly QueueOffset[] {
    const all = [...this.#entries.values()]
    const wanted = topic === undefined ? all : all.filter(({ queue }) => queue.topic === topic)
    return wanted.map(({ queue, offset }) => ({ queue, offset }))
  }

  /**
   * Writes the offsets that have changed, of one queue or of all; to a store that may lose writes, all offsets.
   * @returns whether the store has them now; a failure is logged, and the next call writes them again
   */
  async persist(queue?: MessageQueue): Promise<boolean> {
    const key = queue && messageQueueKey(queue)
    const isRepeated = key === undefined && this.#store.mayLoseWrites === true
    const toWrite = [...this.#entries]
      .filter(([at]) => key === undefined || at === key)
      .filter(([, entry]) => isRepeated || entry.offset !== entry.stored)
      .map(([, entry]) => ({ entry, offset: entry.offset }))
    if (toWrite.length === 0) return true
    const startedMs = performance.now()
    this.#stats.writes += 1
    try {
      await this.#store.write(toWrite.map(({ entry, offset }) => ({ queue: entry.queue, offset })))
      for (const { entry, offset } of toWrite) entry.stored = offset
      return true
    } catch (error) {
      this.#stats.failedWrites += 1
      this.#logger.warn(texts.logOffsetsNotStored(), { error })
      return false
    } finally {
      const tookMs = performance.now() - startedMs
      this.#writeMs += tookMs
      this.#stats.lastWriteMs = Math.round(tookMs)
    }
  }

  stats(): OffsetTableStats {
    const meanWriteMs = this.#writeMs / Math.max(1, this.#stats.writes)
    return { queues: this.#entries.size, ...this.#stats, meanWriteMs: Math.round(meanWriteMs) }
  }

  /** Runs for every message: comparing two queue objects costs less than making the key of one. */
  #entryToAdvance(queue: MessageQueue): Entry | undefined {
    if (this.#last?.queue === queue) return this.#last.entry
    const entry = this.#entries.get(messageQueueKey(queue))
    if (entry) this.#last = { queue, entry }
    return entry
  }

  #set(queue: MessageQueue, offset: bigint): Entry {
    const entry: Entry = { queue, offset, stored: undefined, isFrozen: false }
    this.#entries.set(messageQueueKey(queue), entry)
    return entry
  }
}
