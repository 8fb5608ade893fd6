import type { EventListeners } from '@arq/core'
import type { Counter, Histogram } from 'prom-client'

import { BoundedNames } from '../bounded-names.js'
import type { JobMetricsParts } from './job-metrics.js'

/** What clients enqueue, and tasks through `ctx.client`. */
export class EnqueueMetrics {
  readonly #enqueued: Counter
  readonly #failures: Counter
  readonly #durations: Histogram
  readonly #tasks: BoundedNames
  readonly #queues: BoundedNames

  constructor({ prom, registry, durationBuckets, mostNames }: JobMetricsParts) {
    const registers = [registry]
    this.#tasks = new BoundedNames(mostNames)
    this.#queues = new BoundedNames(mostNames)
    this.#enqueued = new prom.Counter({
      name: 'arq_jobs_enqueued_total',
      help: 'Jobs that the broker has confirmed',
      labelNames: ['queue', 'task'],
      registers,
    })
    this.#failures = new prom.Counter({
      name: 'arq_enqueue_failures_total',
      help: 'Calls that could not enqueue their job, by whether the broker may have it all the same',
      labelNames: ['queue', 'task', 'sent'],
      registers,
    })
    this.#durations = new prom.Histogram({
      name: 'arq_enqueue_duration_seconds',
      help: 'From the call to the confirm of the broker',
      labelNames: ['queue'],
      buckets: [...durationBuckets],
      registers,
    })
  }

  get listeners(): EventListeners {
    return {
      jobEnqueued: ({ queueName, task, durationMs }) => {
        const queue = this.#queues.of(queueName)
        this.#enqueued.inc({ queue, task: this.#tasks.of(task) })
        this.#durations.observe({ queue }, durationMs / 1000)
      },
      enqueueFailed: ({ queueName, task, sent }) => {
        this.#failures.inc({ queue: this.#queues.of(queueName), task: this.#tasks.of(task), sent })
      },
    }
  }
}
