import { queueReportJson, readQueues } from '@arq/admin'
import type { WorkersReport } from '@arq/client'
import type { WorkerInfo } from '@arq/core'
import { redactText } from '@arq/core/internal'

import type { OverviewView, StoreView } from '../contract/overview.js'
import { asWire } from './as-wire.js'
import type { Desk } from './desk.js'

/** How long workers may take to answer. */
const ANSWER_MS = 1000
/** Every so many looks all of that time is waited for: a worker that is new shows then at the latest. */
const PATIENT_EVERY = 5
const DEFAULT_QUEUE = 'default'
/** With more keys than these each look would be thousands of reads of the store. */
const MOST_KEYS = 1000

const NO_WORKERS: WorkersReport = { workers: [], silent: [], unknownConsumers: [] }

/** Looks at queues, workers and store, and remembers who answered so that it need not wait for more. */
export class OverviewLook {
  readonly #desk: Desk
  #known: ReadonlySet<string> = new Set()
  #looks = 0
  #under: Promise<OverviewView> | undefined
  #latest: { readonly atMs: number; readonly view: OverviewView } | undefined

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** Names of the queues shown; found by the last look where there was one. */
  async queueNames(): Promise<readonly string[]> {
    const view = this.#latest?.view ?? (await this.look())
    return view.queues.map(({ name }) => name)
  }

  /** @param mostMs how old it may be, milliseconds. Callers at the same time share one look. */
  async look(mostMs = 0): Promise<OverviewView> {
    const latest = this.#latest
    if (latest && Date.now() - latest.atMs < mostMs) return latest.view
    this.#under ??= this.#look().finally(() => {
      this.#under = undefined
    })
    return this.#under
  }

  async #look(): Promise<OverviewView> {
    const { transport, resultStore, queues: named } = this.#desk.settings
    const report = await this.#askWorkers()
    const consumed = report.workers.flatMap(({ queues }) => queues.map(({ name }) => name))
    const names = [...new Set([...named, ...consumed.sort()])]
    const [queues, delayed, store] = await Promise.all([
      readQueues(transport, names.length === 0 ? [DEFAULT_QUEUE] : names, {
        ...{ store: resultStore, mostKeys: MOST_KEYS },
      }),
      transport.delayedMessages?.(),
      this.#askStore(),
    ])
    const view: OverviewView = {
      at: new Date().toISOString(),
      broker: transport.description,
      queues: queues.map(queueReportJson),
      delayed: delayed ?? null,
      ...asWire(report),
      store,
    }
    this.#latest = { atMs: Date.now(), view }
    return view
  }

  async #askWorkers(): Promise<WorkersReport> {
    const client = await this.#desk.client()
    if (!this.#desk.settings.transport.capabilities.broadcast) return NO_WORKERS
    const isPatient = this.#looks % PATIENT_EVERY === 0
    this.#looks += 1
    const known = this.#known
    const until = (heard: readonly WorkerInfo[]): boolean => {
      const ids = new Set(heard.map(({ workerId }) => workerId))
      return known.size > 0 && [...known].every((id) => ids.has(id))
    }
    const report = await client.workers({
      timeout: ANSWER_MS / 1000,
      ...(isPatient ? {} : { until }),
    })
    this.#known = new Set(report.workers.map(({ workerId }) => workerId))
    return report
  }

  async #askStore(): Promise<StoreView | null> {
    const { resultStore } = this.#desk.settings
    if (!resultStore) return null
    try {
      const { isHealthy, latencyMs, error } = await resultStore.healthCheck()
      const type = isHealthy ? (await resultStore.stats()).storeType : null
      return {
        type,
        isHealthy,
        latencyMs: latencyMs ?? null,
        error: error === undefined ? null : redactText(error),
      }
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error)
      return { type: null, isHealthy: false, latencyMs: null, error: redactText(words) }
    }
  }
}
