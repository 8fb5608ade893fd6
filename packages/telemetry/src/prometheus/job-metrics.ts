import type { EventListeners, WorkerEventJob } from '@arq/core'
import type * as Prom from 'prom-client'
import type { Counter, Registry } from 'prom-client'

import { BoundedNames } from '../bounded-names.js'
import { CounterCells, HistogramCells } from './cells.js'
import { JobSeries, type JobStatus, type SeriesOfTask } from './job-series.js'

/** The label of tasks that a worker does not have: messages may name any. */
const UNKNOWN_TASK = 'unknown'

const JOB = ['queue', 'task'] as const

type JobLabels = Readonly<Record<(typeof JOB)[number], string>>

export interface JobMetricsParts {
  readonly prom: typeof Prom
  readonly registry: Registry
  readonly durationBuckets: readonly number[]
  readonly mostNames: number
}

/** Counts and times of jobs, from the events of all clients and workers of the process. */
export class JobMetrics {
  readonly #series: JobSeries
  readonly #errors: Counter
  readonly #stuck: Counter
  readonly #duplicates: Counter
  readonly #parked: Counter
  readonly #undeliverable: Counter
  readonly #tasks: BoundedNames
  readonly #queues: BoundedNames
  readonly #errorNames: BoundedNames

  constructor({ prom, registry, durationBuckets, mostNames }: JobMetricsParts) {
    const registers = [registry]
    const counter = (name: string, help: string, labelNames: readonly string[]): Counter =>
      new prom.Counter({ name, help, labelNames: [...labelNames], registers })
    const histogram = (name: string, help: string): HistogramCells =>
      new HistogramCells({ name, help, registry }, durationBuckets)
    this.#tasks = new BoundedNames(mostNames)
    this.#queues = new BoundedNames(mostNames)
    this.#errorNames = new BoundedNames(mostNames)
    this.#series = new JobSeries({
      jobs: new CounterCells({
        name: 'arq_jobs_total',
        help: 'Attempts that ended, by how they ended',
        registry,
      }),
      durations: histogram('arq_job_duration_seconds', 'How long runs lasted'),
      waits: histogram('arq_job_wait_seconds', 'From the enqueue of a job to its start'),
      lateness: histogram(
        'arq_job_lateness_seconds',
        'From the moment that a deferred job or a retry was due to its start',
      ),
    })
    this.#errors = counter('arq_job_errors_total', 'Errors that ended an attempt, by their class', [
      ...JOB,
      'error',
    ])
    this.#stuck = counter('arq_jobs_stuck_total', 'Tasks that went on after their signal', JOB)
    this.#duplicates = counter(
      'arq_job_duplicates_total',
      'Runs of a try that had begun elsewhere, and deliveries of jobs that had ended',
      [...JOB, 'what'],
    )
    this.#parked = counter('arq_messages_parked_total', 'Messages that were no jobs', ['queue'])
    this.#undeliverable = counter(
      'arq_jobs_undeliverable_total',
      'Delayed jobs that were due when their queue was gone',
      ['queue'],
    )
  }

  get listeners(): EventListeners {
    return {
      jobStarted: (job) => {
        const { waitMs, isDelayed } = job
        if (waitMs !== undefined) this.#seriesOf(job).started(waitMs, isDelayed)
      },
      jobCompleted: (job) => this.#ended(job, 'completed'),
      jobAborted: (job) => this.#ended(job, 'aborted'),
      jobHandedBack: (job) => this.#ended(job, 'handed_back'),
      jobSuspended: (job) => this.#ended(job, 'suspended'),
      jobRetried: (job) => {
        this.#ended(job, 'retried')
        if (!job.isAskedFor) this.#failed(job, job.error.name)
      },
      jobFailed: (job) => {
        this.#ended(job, 'failed')
        this.#failed(job, job.error.name)
      },
      jobStuck: (job) => this.#stuck.inc(this.#labels(job)),
      jobDuplicate: (job) => this.#duplicates.inc({ ...this.#labels(job), what: job.what }),
      messageParked: ({ queueName }) => this.#parked.inc({ queue: this.#queues.of(queueName) }),
      jobUndeliverable: ({ queueName }) =>
        this.#undeliverable.inc({ queue: this.#queues.of(queueName) }),
    }
  }

  #ended(
    job: WorkerEventJob & { readonly durationMs: number | undefined },
    status: JobStatus,
  ): void {
    this.#seriesOf(job).ended(status, job.durationMs)
  }

  #failed(job: WorkerEventJob, error: string): void {
    this.#errors.inc({ ...this.#labels(job), error: this.#errorNames.of(error) })
  }

  #seriesOf(job: WorkerEventJob): SeriesOfTask {
    const { queue, task } = this.#labels(job)
    return this.#series.of(queue, task)
  }

  #labels({ queueName, task, isTaskKnown }: WorkerEventJob): JobLabels {
    return {
      queue: this.#queues.of(queueName),
      task: isTaskKnown ? this.#tasks.of(task) : UNKNOWN_TASK,
    }
  }
}
