// For the packages of this repository only: no promise across versions.

export { durationToMs, parseDuration } from './duration.js'
export { parseInstant, toInstant } from './instant.js'
export { isJobStatus, JOB_STATUSES } from './job.js'
export { toJobInfo } from './job-info.js'
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
export { toError } from './to-error.js'
