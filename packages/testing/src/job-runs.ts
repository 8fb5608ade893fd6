import type { EventError } from '@arq/core'
import type { Worker, WorkerEvent } from '@arq/worker'

/** How one run of a job ended. */
export interface JobRun {
  /** Name of the task. */
  readonly task: string
  readonly jobId: string
  /** The attempt, from 1. */
  readonly jobTry: number
  readonly queueName: string
  /** `retried`: another attempt follows; `failed`: for good; `unknownTask`: the worker has no task of that name; `keyMissing`: it has no key to decrypt it; `payloadAway`: its arguments cannot be fetched. */
  readonly outcome:
    'completed' | 'retried' | 'failed' | 'aborted' | 'unknownTask' | 'keyMissing' | 'payloadAway'
  /** What it failed with, or is retried for. */
  readonly error: EventError | undefined
  /** Until the next attempt, milliseconds. */
  readonly delayMs: number | undefined
}

const OUTCOMES: Readonly<Partial<Record<WorkerEvent['type'], JobRun['outcome']>>> = {
  jobCompleted: 'completed',
  jobRetried: 'retried',
  jobFailed: 'failed',
  jobAborted: 'aborted',
  jobAwaitsTask: 'unknownTask',
  jobAwaitsKey: 'keyMissing',
  jobAwaitsPayload: 'payloadAway',
}

type StartedJob = Extract<WorkerEvent, { readonly type: 'jobStarted' }>

/** What runs, and how each run ended, in order. */
export class JobRuns {
  readonly #ended: JobRun[] = []
  readonly #running = new Map<string, StartedJob>()

  /** Of all runs so far. */
  get ended(): readonly JobRun[] {
    return this.#ended
  }

  get running(): readonly StartedJob[] {
    return [...this.#running.values()]
  }

  isRunning(jobId: string): boolean {
    return this.#running.has(jobId)
  }

  /** How often a run of this job has ended. */
  endedOf(jobId: string): number {
    return this.#ended.filter((run) => run.jobId === jobId).length
  }

  /** Notes what a worker does, until what it gives is called. */
  follow(worker: Pick<Worker<never>, 'on'>): () => void {
    return worker.on((event) => this.#note(event))
  }

  /** Of a worker that is lost: nothing of it runs any more. */
  lost(): void {
    this.#running.clear()
  }

  #note(event: WorkerEvent): void {
    if (event.type === 'jobStarted') this.#running.set(event.jobId, event)
    if (event.type === 'jobHandedBack' || event.type === 'jobSuspended')
      this.#running.delete(event.jobId)
    const outcome = OUTCOMES[event.type]
    if (outcome === undefined || !('jobTry' in event)) return
    const { task, jobId, jobTry, queueName } = event
    this.#running.delete(jobId)
    const error = 'error' in event ? event.error : undefined
    const delayMs = 'delayMs' in event ? event.delayMs : undefined
    this.#ended.push({ task, jobId, jobTry, queueName, outcome, error, delayMs })
  }
}
