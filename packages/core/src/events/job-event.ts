import type { JobUsage } from '../job/job-usage.js'
import type { EventJob } from './enqueue-event.js'
import type { EventError } from './event-error.js'

/** A job in the hands of a worker. */
export interface WorkerEventJob extends EventJob {
  readonly workerId: string
  /** Whether this worker has a task of that name: messages may say any name. */
  readonly isTaskKnown: boolean
}

/** How a run ended. */
interface Ran {
  /** From the start of the attempt to the end of its run; absent when it ended without one. */
  readonly durationMs: number | undefined
}

/** What happens to the jobs of a worker. The end of an attempt is told once it is settled. */
export type JobEvent =
  /** The task is about to be called. */
  | ({
      readonly type: 'jobStarted'
      /** How long it waited since it was enqueued, or since it was due; absent where nobody knows. */
      readonly waitMs: number | undefined
      /** It was put off: deferred, or a retry. */
      readonly isDelayed: boolean
    } & WorkerEventJob)
  /** The task has told how far it is. */
  | ({ readonly type: 'jobProgress'; readonly progress: unknown } & WorkerEventJob)
  /** The task has told what it used. */
  | ({
      readonly type: 'jobUsed'
      /** Since the task last told of it, by unit. */
      readonly amounts: JobUsage
    } & WorkerEventJob)
  | ({ readonly type: 'jobCompleted' } & WorkerEventJob & Ran)
  /** The next attempt is sent, and comes after `delayMs`. */
  | ({
      readonly type: 'jobRetried'
      readonly delayMs: number
      readonly error: EventError
      /** The task threw `Retry`: it wants another run, and nothing has failed. */
      readonly isAskedFor: boolean
    } & WorkerEventJob &
      Ran)
  /** For good: it is in `dlqName`. `retriable`: it failed on its last permitted run. */
  | ({
      readonly type: 'jobFailed'
      readonly error: EventError
      readonly category: 'retriable' | 'non_retriable'
      readonly dlqName: string
    } & WorkerEventJob &
      Ran)
  /** Its task waits, in no slot: it goes on at `untilMs` (milliseconds since 1970), or when somebody wakes it. */
  | ({ readonly type: 'jobSuspended'; readonly untilMs: number } & WorkerEventJob & Ran)
  | ({ readonly type: 'jobAborted' } & WorkerEventJob & Ran)
  /** Back to the broker, to be run again: the worker stops, or the end of the attempt could be brought nowhere. */
  | ({ readonly type: 'jobHandedBack' } & WorkerEventJob & Ran)
  /** A stop of the worker ended its run; `jobHandedBack` follows. */
  | ({ readonly type: 'jobInterrupted' } & WorkerEventJob)
  /** The task goes on after its signal and the grace time; nobody waits for it any more. */
  | ({ readonly type: 'jobStuck' } & WorkerEventJob)
  /** A task that was stuck has ended after all. */
  | ({ readonly type: 'jobStuckEnded'; readonly durationMs: number } & WorkerEventJob)
  /** Its try had begun elsewhere and never ended there (`run`), or it had ended before (`delivery`). */
  | ({ readonly type: 'jobDuplicate'; readonly what: 'run' | 'delivery' } & WorkerEventJob)
  /** This worker has no such task: the job waits for a worker that does. */
  | ({ readonly type: 'jobAwaitsTask' } & WorkerEventJob)
  /** Its arguments are encrypted with a key that is not here: the job waits for a worker that has it. */
  | ({
      readonly type: 'jobAwaitsKey'
      readonly keyId: string
      /** Since it first came to a worker without it. */
      readonly waitedMs: number
    } & WorkerEventJob)
  /** Its arguments lie in a payload store that is away, or that this worker does not have: the job waits. */
  | ({
      readonly type: 'jobAwaitsPayload'
      /** Since it first could not be fetched. */
      readonly waitedMs: number
      readonly error: EventError
    } & WorkerEventJob)
  /** A dead letter was moved back to its queue: its job runs again. */
  | ({ readonly type: 'jobCameHome' } & WorkerEventJob)
  /** A message that is no job: in `dlqName`, byte for byte. */
  | {
      readonly type: 'messageParked'
      readonly workerId: string
      readonly queueName: string
      readonly dlqName: string
      readonly error: EventError
    }
