// What programs that enqueue jobs import from here.

export { Client, type EnqueueFlowOptions, type StreamOptions } from './client.js'
export { type ClientSettings, clientSettingsSchema } from './client-settings.js'
export type {
  ControlOptions,
  ControlTarget,
  DrainOptions,
  WorkersOptions,
} from './control/control-options.js'
export type { SilentWorker } from './control/known-workers.js'
export type { LiveControl } from './control/live-control.js'
export type {
  ControlReport,
  DrainReport,
  UnknownConsumers,
  WorkersReport,
} from './control/workers-report.js'
export { createClient } from './create-client.js'
export { EnqueueJobsError, type EnqueueResult } from './enqueue-jobs-error.js'
export { type FlowAbortOptions, FlowJob, type FlowJobInfo } from './flows/flow-job.js'
export { type AbortOptions, Job, type ResultOptions, type UpdateOptions } from './job-handle.js'
export {
  type AnyJobSpec,
  type Enqueueable,
  type JobOfSpec,
  type JobsOfSpecs,
  type JobSpec,
  type NamedFunction,
  type NoTasks,
} from './job-specs.js'
export type { JobSearchPage, JobSearchPageOptions, JobSearchQuery } from './search-jobs.js'
export type { QueuedJobsOptions, StoredJobs } from './stored-jobs.js'
export type { JobStream } from './streams/job-stream.js'
export type { StreamReadOptions } from './streams/stream-options.js'
