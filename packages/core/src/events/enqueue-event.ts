import type { EventError } from './event-error.js'

/** Which job an event is about. */
export interface EventJob {
  readonly jobId: string
  /** Name of the task, as the job's message says it. */
  readonly task: string
  readonly queueName: string
  /** The attempt, from 1. */
  readonly jobTry: number
}

/** What became of a call that enqueues, by a client or by `ctx.client` of a worker. */
export type EnqueueEvent =
  /** The broker has it on disk. `durationMs`: from the call until then. */
  | ({ readonly type: 'jobEnqueued'; readonly durationMs: number } & EventJob & PutOff)
  /** A job of that `jobId` exists: nothing was sent. */
  | ({ readonly type: 'jobExists'; readonly durationMs: number } & EventJob)
  /** The caller got an error. `sent`: whether the broker may have the job all the same; `never`: it can never have it as it is. */
  | ({
      readonly type: 'enqueueFailed'
      readonly durationMs: number
      readonly error: EventError
      readonly sent: 'no' | 'never' | 'unknown'
    } & EventJob)

interface PutOff {
  /** When it becomes due; absent: at once. */
  readonly dueAt: Date | undefined
}
