import type { Transport } from '@arq/core'
import { within } from '@arq/core/internal'
import type { Gauge } from 'prom-client'

import type { JobMetricsParts } from './job-metrics.js'

/** A scrape waits ten seconds as a rule. */
const ANSWER_MS = 2000

interface QueueMetricsParts extends Pick<JobMetricsParts, 'prom' | 'registry'> {
  readonly transport: Transport
  readonly queues: readonly string[]
}

/** What lies in the queues, asked of the broker whenever the metrics are read. */
export class QueueMetrics {
  readonly #transport: Transport
  readonly #queues: readonly string[]
  readonly #messages: Gauge
  readonly #consumers: Gauge

  constructor({ prom, registry, transport, queues }: QueueMetricsParts) {
    const registers = [registry]
    this.#transport = transport
    const all = queues.flatMap((name) => [name, transport.deadLetterQueueOf(name)])
    this.#queues = [...new Set(all)]
    this.#messages = new prom.Gauge({
      name: 'arq_queue_messages',
      help: 'Messages in a queue: ready, or handed out and not settled',
      labelNames: ['queue', 'state'],
      registers,
    })
    this.#consumers = new prom.Gauge({
      name: 'arq_queue_consumers',
      help: 'Consumers of a queue',
      labelNames: ['queue'],
      registers,
    })
  }

  /** Brings the gauges up to date. Of a queue that does not answer, or is not there, nothing is told. */
  async read(): Promise<void> {
    const answers = this.#queues.map((name) => this.#ask(name))
    const infos = await Promise.all(answers)
    this.#messages.reset()
    this.#consumers.reset()
    for (const info of infos) {
      if (!info) continue
      const { name: queue, ready, unacknowledged, consumers } = info
      this.#messages.set({ queue, state: 'ready' }, ready)
      if (unacknowledged !== undefined) {
        this.#messages.set({ queue, state: 'unacknowledged' }, unacknowledged)
      }
      this.#consumers.set({ queue }, consumers)
    }
  }

  async #ask(name: string): ReturnType<Transport['queueInfo']> {
    const asked = this.#transport.queueInfo(name).catch(() => undefined)
    return (await within(asked, ANSWER_MS))?.value
  }
}
