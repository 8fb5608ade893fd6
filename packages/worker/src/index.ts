// @arq/worker: runs jobs.

export { cron, type CronJob, type CronOptions, isCronJob } from './cron/cron.js'
export type { CronFields, Weekday } from './cron/cron-fields.js'
export type { CronSchedule } from './cron/cron-schedule.js'
export {
  type AnyArguments,
  consumeRaw,
  isRawQueue,
  type RawMessage,
  type RawOptions,
  type RawQueue,
} from './raw-queue/consume-raw.js'
export type { WorkerCounts } from './reports/worker-counts.js'
export type { WorkerEvent } from './reports/worker-event.js'
export { readStaticSettings } from './settings/static-settings.js'
export type {
  ExtraOf,
  ServerAddress,
  TaskFunction,
  WorkerSettings,
} from './settings/worker-settings.js'
export { type RunnableSettings, workerSettingsSchema } from './settings/worker-settings.js'
export { Worker } from './worker.js'
