import { renderText } from '@arq/core'
import { pause } from '@arq/core/internal'

import type { Ended, OverviewView, Sample, SamplesView } from '../contract/overview.js'
import { texts } from '../texts.js'
import type { Desk } from './desk.js'
import { EndedJobs, type Spans } from './ended-jobs.js'
import type { OverviewLook } from './overview.js'
import { quantilesOf } from './quantiles.js'

/** Half an hour of samples at the usual pace. */
const MOST_SAMPLES = 360
/** Nobody has asked for so long: nothing is looked at until somebody does. */
const IDLE_MS = 900_000

const NO_SPANS: Spans = { runMs: [], waitMs: [], lateMs: [] }

/** Looks again and again for the charts, from the first question on until nobody asks any more. */
export class Sampler {
  readonly #desk: Desk
  readonly #overview: OverviewLook
  readonly #samples: Sample[] = []
  readonly #listeners = new Set<(sample: Sample) => void>()
  readonly #closing = new AbortController()
  readonly #ended: EndedJobs | undefined
  #running: Promise<void> | undefined
  #askedMs = 0
  #before: OverviewView | undefined

  constructor(desk: Desk, overview: OverviewLook) {
    this.#desk = desk
    this.#overview = overview
    const { resultStore } = desk.settings
    this.#ended = resultStore && new EndedJobs(resultStore)
  }

  get view(): SamplesView {
    return { everyMs: this.#desk.settings.sampleMs, samples: [...this.#samples] }
  }

  get latest(): Sample | undefined {
    return this.#samples.at(-1)
  }

  /** Somebody has asked for something. */
  wake(): void {
    this.#askedMs = Date.now()
    if (this.#closing.signal.aborted) return
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  on(listener: (sample: Sample) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { sampleMs, logger } = this.#desk.settings
    const { signal } = this.#closing
    try {
      while (!signal.aborted && (this.#isWatched || Date.now() - this.#askedMs < IDLE_MS)) {
        try {
          await this.#sample()
        } catch (error) {
          // The next one may succeed; whoever looks at the page is told by the overview.
          const text = texts.lookFailed({ what: 'sample' })
          logger.debug(renderText(text, logger.language), { error })
          this.#before = undefined
        }
        await pause(sampleMs, { signal })
      }
    } finally {
      await this.#ended?.stop().catch(() => undefined)
    }
  }

  get #isWatched(): boolean {
    return this.#listeners.size > 0
  }

  async #sample(): Promise<void> {
    const before = this.#before
    const now = await this.#overview.look(this.#desk.settings.sampleMs / 2)
    if (now === before) return
    const sinceMs = before === undefined ? Date.now() : Date.parse(before.at)
    const hears = (await this.#ended?.start()) ?? false
    const spans = hears && this.#ended ? await this.#ended.take(sinceMs) : NO_SPANS
    this.#before = now
    const sample = sampleOf(now, before, spans)
    this.#samples.push(sample)
    if (this.#samples.length > MOST_SAMPLES) this.#samples.shift()
    for (const listener of this.#listeners) listener(sample)
  }
}

/** Pure. */
export function sampleOf(
  now: OverviewView,
  before: OverviewView | undefined,
  spans: Spans,
): Sample {
  const sum = (values: readonly (number | null)[]): number =>
    values.reduce<number>((total, value) => total + (value ?? 0), 0)
  // Several queues may share a dead letter queue.
  const dead = new Map(now.queues.map(({ deadLetterQueue: { name, ready } }) => [name, ready]))
  return {
    at: now.at,
    ready: sum(now.queues.map(({ ready }) => ready)),
    dead: sum([...dead.values()]),
    delayed: now.delayed,
    running: sum(now.workers.map(({ running }) => running)),
    slots: sum(now.workers.map(({ slots }) => slots)),
    perSecond: before === undefined ? null : endedPerSecond(now, before),
    runMs: quantilesOf(spans.runMs),
    waitMs: quantilesOf(spans.waitMs),
    lateMs: quantilesOf(spans.lateMs),
  }
}

/** By the counts of workers that answered both times: one that is new has counted since its own start. */
function endedPerSecond(now: OverviewView, before: OverviewView): Ended | null {
  const seconds = (Date.parse(now.at) - Date.parse(before.at)) / 1000
  const earlier = new Map(before.workers.map(({ workerId, counts }) => [workerId, counts]))
  const both = now.workers.flatMap(({ workerId, counts }) => {
    const was = earlier.get(workerId)
    return counts && was ? [{ counts, was }] : []
  })
  if (seconds <= 0 || both.length === 0) return null
  const rate = (what: keyof Ended): number =>
    both.reduce((total, { counts, was }) => total + Math.max(counts[what] - was[what], 0), 0) /
    seconds
  return {
    completed: rate('completed'),
    failed: rate('failed'),
    retried: rate('retried'),
    aborted: rate('aborted'),
  }
}
