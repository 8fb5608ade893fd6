import type { QueueReportJson } from '@arq/admin'
import type { WorkerInfo } from '@arq/core'

import type { Wire } from './wire.js'

/** A queue, as `arq queue-info --json` prints it. `null` is "not known" or "does not exist". */
export type QueueView = QueueReportJson

/** A worker: slots, lag, memory, and what it runs since when. */
export type WorkerView = Wire<WorkerInfo>

/** As `arq workers --json` prints it. */
export interface WorkersView {
  readonly workers: readonly WorkerView[]
  /** They answered in the last ten minutes, and do not now: they hang, are cut off, or have ended. */
  readonly silent: readonly {
    readonly worker: WorkerView
    readonly lastSeen: string
  }[]
  /** Consumers that the broker counts, and no worker accounts for. */
  readonly unknownConsumers: readonly {
    readonly queueName: string
    readonly consumers: number
  }[]
}

/** `GET api/overview`: as `arq top --json` prints it, and what waits for its time. */
export interface OverviewView extends WorkersView {
  readonly at: string
  /** Of the transport, without secrets: `amqp://localhost:5672`. */
  readonly broker: string
  readonly queues: readonly QueueView[]
  /** Messages of all queues that wait for their time; `null`: the broker does not tell. */
  readonly delayed: number | null
  /** `null`: there is none. */
  readonly store: StoreView | null
}

export interface StoreView {
  /** `redis`, `postgresql`…; `null`: not told yet. */
  readonly type: string | null
  readonly isHealthy: boolean
  readonly latencyMs: number | null
  /** Why it is not healthy, without secrets. */
  readonly error: string | null
}

/** `GET api/samples`: what the charts show. The dashboard keeps them in memory, so they begin with its own start. */
export interface SamplesView {
  /** Between two samples, milliseconds. */
  readonly everyMs: number
  /** The oldest first. */
  readonly samples: readonly Sample[]
}

/** One moment of the charts. */
export interface Sample {
  readonly at: string
  /** Waiting in all queues shown. */
  readonly ready: number
  readonly dead: number
  readonly delayed: number | null
  /** In all workers that answered. */
  readonly running: number
  readonly slots: number
  /** A second, since the sample before, by the counts of the workers; `null`: there is no sample before, or no worker. */
  readonly perSecond: Ended | null
  /** Of jobs that ended since the sample before, milliseconds; `null`: the store tells of none. */
  readonly runMs: Quantiles | null
  /** From the enqueue, or from the time it was put off to, until the start. */
  readonly waitMs: Quantiles | null
  /** The same, of deferred jobs only: how late they started. */
  readonly lateMs: Quantiles | null
}

export interface Ended {
  readonly completed: number
  readonly failed: number
  readonly retried: number
  readonly aborted: number
}

/** Of a part of the jobs, where there were many. */
export interface Quantiles {
  /** Jobs that were looked at. */
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly max: number
}

/** `GET api/alarms`: as `arq doctor --json` prints it. */
export interface AlarmsView {
  readonly at: string
  readonly findings: readonly FindingView[]
  readonly counts: {
    readonly problems: number
    readonly warnings: number
    readonly unknown: number
    readonly ok: number
  }
}

export interface FindingView {
  /** Never renamed: `queue-without-consumer`. */
  readonly code: string
  readonly state: 'ok' | 'warning' | 'problem' | 'unknown'
  /** What was seen, in the language that was asked for; so are the other texts. */
  readonly seen: string
  readonly details: readonly string[]
  /** Why it matters; `null` of one that is `ok`. */
  readonly why: string | null
  /** The way out. */
  readonly todo: string | null
  /** To be copied, each on a line of its own. */
  readonly lines: readonly string[]
  /** All letters of the dead letter queue that it is about: `redrive` sends them back. `null`: it is about none. */
  readonly letters: { readonly queue: string; readonly count: number } | null
}
