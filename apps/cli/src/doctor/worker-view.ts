import { durationToMs, parseSettings } from '@arq/core'
import { isTask } from '@arq/core/internal'
import { workerSettingsSchema } from '@arq/worker'
import * as v from 'valibot'

import type { GivenSettings } from '../settings-shape.js'

/** As the worker: a handler has this long after its signal. */
const SIGNAL_GRACE_MS = 5000
const DEFAULT_QUEUE = 'default'

const { queueName, queues, jobTimeout, gracefulShutdownTimeout, enableJobResultStorage } =
  workerSettingsSchema.entries

const workerViewSchema = v.object({
  queueName,
  queues,
  jobTimeout,
  gracefulShutdownTimeout,
  enableJobResultStorage,
})

/** What is of interest of a worker with given settings. */
export interface WorkerView {
  readonly queueNames: readonly string[]
  /** How long its slowest job may stay with it: the run, and what a stop adds. */
  readonly neededMs: number
  readonly keepsResults: boolean
}

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` naming each of these settings that is wrong */
export function readWorkerView(given: GivenSettings): WorkerView {
  const settings = parseSettings('Worker settings', workerViewSchema, given)
  const functions: readonly unknown[] = Array.isArray(given['functions']) ? given['functions'] : []
  const runs = functions.map((entry) => (isTask(entry) ? entry.timeout : undefined))
  const longestMs = Math.max(
    ...[...runs, settings.jobTimeout].map((run) =>
      durationToMs(run ?? settings.jobTimeout, 'jobTimeout'),
    ),
  )
  const graceMs = durationToMs(settings.gracefulShutdownTimeout, 'gracefulShutdownTimeout')
  return {
    queueNames: settings.queues?.map(({ name }) => name) ?? [settings.queueName ?? DEFAULT_QUEUE],
    neededMs: longestMs + SIGNAL_GRACE_MS + graceMs,
    keepsResults: settings.enableJobResultStorage,
  }
}
