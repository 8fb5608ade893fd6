import type { Clock, Health, WorkerInfo, WorkerQueueInfo } from '@arq/core'

import { hostName, memoryUsage, processId, version } from '#platform'

import type { QueuePauses } from '../intake/queue-pauses.js'
import type { Slots } from '../intake/slots.js'
import type { RawIntake } from '../raw/raw-intake.js'
import type { WorkerCounts } from '../reports/worker-counts.js'
import type { Attempt } from '../run/attempt.js'
import type { RunningAttempts } from '../run/running-attempts.js'
import type { WorkerQueue } from '../settings/worker-queues.js'
import type { LoopLag } from './loop-lag.js'

/** An answer has to fit into a message, whatever runs. */
const MOST_JOBS = 500

export interface SelfReportParts {
  readonly workerId: string
  readonly workerName: string
  readonly slots: Slots<Attempt>
  readonly slotCount: number
  readonly queues: readonly WorkerQueue[]
  /** Queues of others. */
  readonly raw: readonly Pick<RawIntake, 'queueName' | 'concurrency' | 'inHand' | 'held'>[]
  readonly pauses: QueuePauses
  readonly running: RunningAttempts
  readonly lag: LoopLag
  readonly health: () => Health
  readonly counts: Readonly<WorkerCounts>
  readonly clock: Clock
}

/** What a worker tells of itself. */
export class SelfReport {
  readonly #parts: SelfReportParts
  readonly #startedAt: Date

  constructor(parts: SelfReportParts) {
    this.#parts = parts
    this.#startedAt = new Date(parts.clock.now())
  }

  read(isDraining: boolean): WorkerInfo {
    const { workerId, workerName, slotCount, lag } = this.#parts
    const { rss, heapUsed } = memoryUsage()
    const health = this.#parts.health()
    const { completed, failed, retried, aborted } = this.#parts.counts
    return {
      workerId,
      name: workerName,
      host: hostName(),
      pid: processId(),
      version: version(),
      startedAt: this.#startedAt,
      state: this.#state(isDraining),
      health: health.status,
      problems: health.problems.map(({ code }) => code),
      counts: { completed, failed, retried, aborted },
      queues: this.#queues(),
      slots: slotCount,
      running: this.#running,
      jobs: this.#jobs(),
      eventLoopLagMs: lag.longestMs,
      memory: { rssBytes: rss, heapUsedBytes: heapUsed },
    }
  }

  #state(isDraining: boolean): WorkerInfo['state'] {
    const { health, pauses, queues, raw } = this.#parts
    const queueCount = queues.length + raw.length
    const codes = health().problems.map(({ code }) => code)
    if (codes.includes('stopping')) return 'stopping'
    if (isDraining && this.#running > 0) return 'draining'
    if (queueCount > 0 && pauses.names.length === queueCount) return 'paused'
    return codes.includes('starting') ? 'starting' : 'working'
  }

  #queues(): readonly WorkerQueueInfo[] {
    const { queues, raw, slots, pauses } = this.#parts
    const ofJobs = queues.map(({ name, limit }) => {
      const { running, waiting } = slots.lane(name)
      return { name, slots: limit, running, waiting, isPaused: pauses.has(name) }
    })
    const ofOthers = raw.map(({ queueName: name, concurrency, inHand, held }) => ({
      ...{ name, slots: concurrency, isPaused: pauses.has(name) },
      running: inHand - held,
      waiting: held,
    }))
    return [...ofJobs, ...ofOthers]
  }

  get #running(): number {
    const { slots, raw } = this.#parts
    return raw.reduce((sum, { inHand, held }) => sum + inHand - held, slots.running)
  }

  #jobs(): WorkerInfo['jobs'] {
    return this.#parts.running.all
      .toSorted((a, b) => a.startedAtMs - b.startedAtMs)
      .slice(0, MOST_JOBS)
      .map(({ message, delivery, startedAtMs }) => ({
        jobId: message.jobId,
        functionName: message.function,
        queueName: delivery.queueName,
        jobTry: message.jobTry,
        since: new Date(startedAtMs),
      }))
  }
}
