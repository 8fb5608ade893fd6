// What the command line and the dashboard do to a running system, once for both.

export {
  type CronJobJson,
  cronJobJson,
  type ListedCronJob,
  momentText,
  type PausedCrons,
  ticksOf,
} from './cron/cron-job-json.js'
export type { BrokerEvidence, Evidence, OutboxEvidence, StoreEvidence } from './doctor/evidence.js'
export type { Finding, FindingState } from './doctor/finding.js'
export {
  type FindingCounts,
  findingCounts,
  type FindingJson,
  findingsJson,
} from './doctor/findings-json.js'
export { inspectBroker, inspectStore, judgeEvidence } from './doctor/look.js'
export { callOf, findJob, isDeferred, isRetriable, waitsInItsCode } from './jobs/known-job.js'
export { type Retried, retryJob, type RetryParts } from './jobs/retry-job.js'
export { type RanNow, runJobNow } from './jobs/run-job-now.js'
export { countLetters, dropLetters, type DropOptions } from './letters/drop-letters.js'
export { groupLetters, type LetterGroup } from './letters/group-letters.js'
export { EVERY_LETTER, isEverything, isMeant, type LetterFilter } from './letters/letter-filter.js'
export {
  type LetterGroupJson,
  letterGroupsJson,
  type LetterJson,
  letterJson,
  type WholeLetterJson,
} from './letters/letter-json.js'
export { MOST_LETTERS } from './letters/letter-walk.js'
export type { LettersWork } from './letters/letters-work.js'
export { createPace } from './letters/pace.js'
export type { Letter } from './letters/read-letter.js'
export { type LettersFound, readLetters, readWholeLetters } from './letters/read-letters.js'
export { redriveLetters, type Redriven, type RedriveOptions } from './letters/redrive-letters.js'
export {
  type QueueLooks,
  type QueueReport,
  type QueueReportJson,
  queueReportJson,
  readQueues,
} from './queues/queue-report.js'
export { createRedactor } from './redactor.js'
export { type OpenJobJson, type OpenKeyJson, readOpenKeys } from './unique/open-keys.js'
