import type { Duration } from '../time/duration.js'
import type { UniqueOptions } from '../unique/unique-options.js'

/** How one job is enqueued. */
export interface EnqueueOptions {
  /** Makes it unique: while a job of this id is queued, running or its result is kept, a second one is refused. */
  readonly jobId?: string
  /** Absent: the task's queue, then the client's. */
  readonly queueName?: string
  /** Run it this much later. */
  readonly deferBy?: Duration
  /** Run it at this moment; a text without an offset means UTC, a past moment means at once. */
  readonly deferUntil?: Date | string
  /** Do not start it after this moment, or this long after it became due. @defaultValue 24 hours */
  readonly expires?: Duration | Date
  /** The number of its first attempt. @defaultValue 1 */
  readonly jobTry?: number
  /** Higher goes first, where the queue has priorities. */
  readonly priority?: number
  /**
   * One job for a key of this task: while there is one, calls are dropped, or take the place of the one that waits. Needs
   * a result store with entries and a transport that can put jobs off. The task's runs of one key never overlap.
   * `false`: no key, though the task has one. @defaultValue what the task says; nothing, of a task that is named
   */
  readonly unique?: UniqueOptions | false
  /** Travel with the message, at most 32 KiB together. */
  readonly headers?: Readonly<Record<string, string>>
}
