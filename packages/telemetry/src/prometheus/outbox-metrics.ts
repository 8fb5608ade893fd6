import { within } from '@arq/core/internal'
import type { Gauge } from 'prom-client'

import type { JobMetricsParts } from './job-metrics.js'
import type { MetricsOutbox } from './prometheus-settings.js'

/** A scrape waits ten seconds as a rule. */
const ANSWER_MS = 2000

interface OutboxMetricsParts extends Pick<JobMetricsParts, 'prom' | 'registry'> {
  readonly outbox: MetricsOutbox
}

/** What lies in an outbox, asked of its database whenever the metrics are read. */
export class OutboxMetrics {
  readonly #outbox: MetricsOutbox
  readonly #jobs: Gauge
  readonly #oldest: Gauge

  constructor({ prom, registry, outbox }: OutboxMetricsParts) {
    const registers = [registry]
    this.#outbox = outbox
    this.#jobs = new prom.Gauge({
      name: 'arq_outbox_jobs',
      help: 'Jobs in the outbox: waiting to be sent, retrying after an error, or set aside',
      labelNames: ['state'],
      registers,
    })
    this.#oldest = new prom.Gauge({
      name: 'arq_outbox_oldest_seconds',
      help: 'How long the oldest job of the outbox that is to be sent has waited',
      labelNames: [],
      registers,
    })
  }

  /** Brings the gauges up to date. Of a database that does not answer nothing is told. */
  async read(): Promise<void> {
    const asked = (async () => this.#outbox.status())().catch(() => undefined)
    const status = (await within(asked, ANSWER_MS))?.value
    this.#jobs.reset()
    this.#oldest.remove()
    if (!status) return
    const { waiting, retrying, aside, oldestAgeMs = 0 } = status
    this.#jobs.set({ state: 'waiting' }, waiting - retrying)
    this.#jobs.set({ state: 'retrying' }, retrying)
    this.#jobs.set({ state: 'aside' }, aside)
    this.#oldest.set(oldestAgeMs / 1000)
  }
}
