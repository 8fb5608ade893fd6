import { isFinal, type JobInfo, type ResultStore } from '@arq/core'
import { toJobInfo } from '@arq/core/internal'

/** Jobs that are looked at for one sample; of more, that many are drawn. */
const MOST_IDS = 200

/** How long jobs ran, and waited for it, milliseconds. */
export interface Spans {
  readonly runMs: readonly number[]
  readonly waitMs: readonly number[]
  readonly lateMs: readonly number[]
}

/** Listens to what changes in the store, and reads some of the jobs that have ended. */
export class EndedJobs {
  readonly #store: ResultStore
  readonly #random: () => number
  readonly #ids = new Map<string, number>()
  #heard = 0
  #stop: (() => Promise<void>) | undefined

  constructor(store: ResultStore, random: () => number = Math.random) {
    this.#store = store
    this.#random = random
  }

  /** @returns whether the store tells of changes */
  async start(): Promise<boolean> {
    if (!this.#store.subscribe) return false
    this.#stop ??= await this.#store.subscribe((jobId) => this.#note(jobId))
    return true
  }

  async stop(): Promise<void> {
    await this.#stop?.()
    this.#stop = undefined
    this.#ids.clear()
  }

  /** Of the jobs that have ended since this moment and were heard of since the last call. */
  async take(sinceMs: number): Promise<Spans> {
    const ids = [...this.#ids.keys()]
    this.#ids.clear()
    this.#heard = 0
    const records = ids.length === 0 ? new Map<string, never>() : await this.#store.getMany(ids)
    return spansOf([...records.values()].map(toJobInfo), sinceMs)
  }

  /** Each has the same chance to be among those that are kept: a job that changes often is one. */
  #note(jobId: string): void {
    if (this.#ids.has(jobId)) return
    this.#heard += 1
    if (this.#ids.size >= MOST_IDS) {
      const place = Math.floor(this.#random() * this.#heard)
      if (place >= MOST_IDS) return
      const [gone] = [...this.#ids.keys()].slice(place, place + 1)
      if (gone !== undefined) this.#ids.delete(gone)
    }
    this.#ids.set(jobId, this.#heard)
  }
}

/** Pure. A retry has waited for its back-off: only first tries tell how long jobs wait. */
export function spansOf(jobs: readonly JobInfo[], sinceMs: number): Spans {
  const ended = jobs.filter(
    ({ status, endTime }) =>
      isFinal(status) && endTime !== undefined && endTime.getTime() >= sinceMs,
  )
  const spans = { runMs: [] as number[], waitMs: [] as number[], lateMs: [] as number[] }
  for (const { durationMs, startTime, enqueueTime, deferUntil, jobTry } of ended) {
    if (durationMs !== undefined) spans.runMs.push(durationMs)
    const from = deferUntil ?? enqueueTime
    if (!startTime || !from || jobTry > 1) continue
    // Clocks of two machines may differ.
    const waitedMs = Math.max(startTime.getTime() - from.getTime(), 0)
    spans.waitMs.push(waitedMs)
    if (deferUntil) spans.lateMs.push(waitedMs)
  }
  return spans
}
