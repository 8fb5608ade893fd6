import type { MessagePort } from 'node:worker_threads'

import type { LogLevel } from '@arq/core'

import type { CarriedError } from './carried-error.js'
import type { CarriedExtra } from './carried-extra.js'

/** What a thread is given to run one attempt. */
export interface ThreadCall {
  readonly name: string
  readonly href: string
  readonly exported: string
  readonly args: readonly unknown[]
  readonly context: CarriedContext
  /** Messages go both ways over it while the task runs. */
  readonly port: MessagePort
}

/** The part of a job's context that is data. */
export interface CarriedContext {
  readonly workerId: string
  readonly jobId: string
  readonly taskName: string
  readonly jobTry: number
  readonly queueName: string
  readonly headers: Readonly<Record<string, string>>
  readonly enqueueTime: Date
  readonly startTime: Date
  readonly extra: CarriedExtra
  /** Lines of other levels stay in the thread. */
  readonly logLevels: readonly LogLevel[]
}

/** From the thread, while the task runs. */
export type ThreadMessage =
  | { readonly kind: 'started' }
  | { readonly kind: 'progress'; readonly value: unknown }
  | { readonly kind: 'usage'; readonly amounts: Readonly<Record<string, number>> }
  | {
      readonly kind: 'log'
      readonly level: LogLevel
      readonly message: string
      readonly fields: Readonly<Record<string, unknown>>
    }

/** To the thread: the task should stop. */
export interface AbortMessage {
  readonly reason: CarriedError
}

/** What the task came to. */
export type ThreadEnd =
  /** As JSON: the result of a job is JSON in the end, and objects of classes would not survive a copy. */
  | { readonly kind: 'returned'; readonly json: string | undefined }
  | { readonly kind: 'threw'; readonly error: CarriedError }
