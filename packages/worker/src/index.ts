// @arq/worker: runs jobs.

export { readStaticSettings } from './static-settings.js'
export { Worker } from './worker.js'
export type { WorkerCounts } from './worker-counts.js'
export type { TaskFunction, WorkerSettings } from './worker-settings.js'
export { type RunnableSettings, WorkerSettingsSchema } from './worker-settings.js'
