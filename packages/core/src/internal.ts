// For the packages of this repository only: no promise across versions.

export { backoffMs } from './backoff.js'
export { compressBody, decodeBody } from './body-encoding.js'
export { unreadable } from './codec.js'
export { isTask, taskOfFunction } from './define-task.js'
export { parseDuration } from './duration.js'
export { durationToMs, LONGEST_DELAY_MS } from './duration-to-ms.js'
export type { DraftRequest, JobDraft } from './enqueue/job-draft.js'
export { JobEnqueuer, type JobEnqueuerOptions } from './enqueue/job-enqueuer.js'
export { JobReader } from './enqueue/job-reader.js'
export { type Lifetime, liveLifetime } from './enqueue/record-lifetime.js'
export { classifyError, type ErrorVerdict } from './error-classification.js'
export { parseInstant, toInstant } from './instant.js'
export { isJobStatus, JOB_STATUSES } from './job.js'
export { toJobInfo } from './job-info.js'
export {
  CLIENT_DELAYED_HEADER,
  decodeJobMessage,
  encodeJobMessage,
  type JobMessage,
  newJobId,
  RETRY_COUNT_HEADER,
} from './job-message.js'
export { findJsonProblem } from './json-safety.js'
export { LOG_LEVELS } from './logger.js'
export { defineMessages, renderMessage } from './message.js'
export { messages as coreMessages } from './messages.js'
export { nearestName } from './nearest-name.js'
export {
  countSchema,
  durationSchema,
  functionSchema,
  parseSettings,
  portSchema,
  type SettingMetadata,
} from './settings.js'
export { SharedResource } from './shared-resource.js'
export { bindArguments, type RawArguments } from './task-arguments.js'
export { tlsSchema } from './tls-settings.js'
export { toError } from './to-error.js'
export { WorkUnderWay } from './work-under-way.js'
