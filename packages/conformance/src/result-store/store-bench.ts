import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'

import type { EntryStore, JobRecord, ResultStore } from '@arq/core'

import type { Bench } from '../harness.js'
import type { TestClock } from '../test-clock.js'
import { type Awaited, until, within } from '../waiting.js'
import { sampleRecord } from './sample-record.js'

/** Ways to harm a store, which only its adapter's tests know. */
export interface ResultStoreFaults {
  /** From now on its calls fail, as when the server is gone: with `ARQ_STORE_CONNECTION`, `…_TIMEOUT` or `…_UNAVAILABLE`. */
  fail(store: ResultStore): void | Promise<void>
  /** And soon they do not any more: the suite asks for the store's health until it answers. */
  recover(store: ResultStore): void | Promise<void>
}

export interface ResultStoreConformanceOptions {
  /** Makes a store that is not yet connected, all on the same data. */
  readonly open: () => ResultStore | Promise<ResultStore>
  /** Whether it has `subscribe`; if not, those tests are skipped, and say so. Default: true */
  readonly canSubscribe?: boolean | undefined
  /** Whether it has `announce`; if not, those tests are skipped, and say so. Default: false */
  readonly canAnnounce?: boolean | undefined
  /** Whether it has `begin`; if not, those tests are skipped, and say so. Default: false */
  readonly canBegin?: boolean | undefined
  /** Whether it has `transitionMany`; if not, those tests are skipped, and say so. Default: false */
  readonly canTakeMany?: boolean | undefined
  /** Whether it has `stoppedJobs`; if not, those tests are skipped, and say so. Default: false */
  readonly canTellStopped?: boolean | undefined
  /** Whether it has `listWaiting`; if not, those tests are skipped, and say so. Default: true */
  readonly canListWaiting?: boolean | undefined
  /** Whether it has `search`; if not, those tests are skipped, and say so. Default: false */
  readonly canSearch?: boolean | undefined
  /** Whether it has `entries`; if not, those tests are skipped, and say so. Default: false */
  readonly canKeepEntries?: boolean | undefined
  /** Whether it has `streams`; if not, those tests are skipped, and say so. Default: false */
  readonly canStream?: boolean | undefined
  /**
   * Whether writes of one attempt that are sent at once are decided one after the other. Workers send them one after the
   * other; writes of different attempts are always tried at once. Default: true
   */
  readonly ordersOneAttempt?: boolean | undefined
  /** Without it the tests of a store that is down are skipped, and say so. */
  readonly faults?: ResultStoreFaults | undefined
  /** What decides when records expire; without it short real lifetimes are waited for. */
  readonly clock?: TestClock | undefined
  /** A short lifetime that the store can keep to, and that a few of its calls fit into. Default: 500 ms */
  readonly shortTtlMs?: number | undefined
  /** How long to wait for one thing to happen. Default: 10 s */
  readonly waitMs?: number | undefined
  /** Limit for one test, where the runner takes it. Default: 60 s */
  readonly testTimeoutMs?: number | undefined
}

export type ResolvedStoreOptions = ResultStoreConformanceOptions & {
  readonly shortTtlMs: number
  readonly waitMs: number
}

/** Longer than any test, short enough for a server that the tests leave their records on. */
export const LONG_TTL_MS = 600_000

/** What a test of a store works with: connected stores, ids of its own, bounded waiting. */
export class StoreBench implements Bench {
  readonly #options: ResolvedStoreOptions
  readonly #stores: ResultStore[] = []
  readonly #run = randomUUID().slice(0, 8)
  #lastId = 0

  constructor(options: ResolvedStoreOptions) {
    this.#options = options
  }

  async connect(): Promise<ResultStore> {
    const store = await this.#options.open()
    this.#stores.push(store)
    await this.within('connect', store.connect())
    return store
  }

  /** An id that nobody else uses. */
  id(label = 'job'): string {
    return `${this.prefix}${(this.#lastId += 1)}:${label}`
  }

  /** How all ids of this bench begin. */
  get prefix(): string {
    return `conformance:${this.#run}:`
  }

  get shortTtlMs(): number {
    return this.#options.shortTtlMs
  }

  /** A record as the client writes it, of a job of its own. */
  record(rest: Partial<JobRecord> = {}): JobRecord {
    return sampleRecord({ jobId: this.id(), ...rest })
  }

  /** Writes a first record, in whatever state. */
  async given(
    store: ResultStore,
    rest: Partial<JobRecord> = {},
    ttlMs: number | 'forever' = LONG_TTL_MS,
  ): Promise<JobRecord> {
    const record = this.record(rest)
    const outcome = await this.within('create', store.create(record, { ttlMs }))
    assert.equal(outcome, 'created')
    return record
  }

  within<T>(what: Awaited, happening: Promise<T>): Promise<T> {
    return within(this.#options.waitMs, what, happening)
  }

  until(what: Awaited, isTrue: () => boolean | Promise<boolean>): Promise<void> {
    return until(this.#options.waitMs, what, isTrue)
  }

  /** Waits until a lifetime that is over has taken effect. */
  async untilGone(store: ResultStore, jobId: string, lifetimeMs: number): Promise<void> {
    await this.#options.clock?.advance(lifetimeMs)
    await this.until(
      `the record of ${jobId} is gone, ${lifetimeMs} ms after it was written`,
      // A store may keep the status apart, and let go of it a moment later.
      async () =>
        (await store.get(jobId)) === undefined && (await store.getStatus(jobId)) === undefined,
    )
  }

  /** Waits until the lifetime of a group that is over has taken effect. */
  async untilGroupGone(store: EntryStore, group: string, lifetimeMs: number): Promise<void> {
    await this.#options.clock?.advance(lifetimeMs)
    await this.until(
      `the group ${group} is gone, ${lifetimeMs} ms after it was written`,
      async () => (await store.read(group)).size === 0,
    )
  }

  /** Waits until something is true, after a lifetime that is over. */
  async untilLater(
    lifetimeMs: number,
    what: string,
    isTrue: () => boolean | Promise<boolean>,
  ): Promise<void> {
    await this.#options.clock?.advance(lifetimeMs)
    await this.until(what, isTrue)
  }

  get ordersOneAttempt(): boolean {
    return this.#options.ordersOneAttempt !== false
  }

  get canListWaiting(): boolean {
    return this.#options.canListWaiting !== false
  }

  /** Whom the store lists as waiting; nobody where it says that it cannot tell. */
  async waiting(store: ResultStore, queueName: string, limit = 10): Promise<readonly JobRecord[]> {
    if (!this.canListWaiting) return []
    const found = await store.listWaiting?.(queueName, { limit })
    assert.ok(found, 'the store has no listWaiting; say so: canListWaiting: false')
    return found
  }

  async fail(store: ResultStore): Promise<void> {
    await this.within('fail', Promise.resolve(this.#options.faults?.fail(store)))
  }

  async recover(store: ResultStore): Promise<void> {
    await this.within('recover', Promise.resolve(this.#options.faults?.recover(store)))
    await this.until('the store is back', async () => (await store.healthCheck()).isHealthy)
  }

  async close(): Promise<void> {
    for (const store of this.#stores) await this.within('close after the test', store.close())
  }
}
