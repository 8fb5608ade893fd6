// What tests of jobs import from here: all of arq in one process, and a task by itself.

export type { BuiltSettings } from './bench.js'
export { createTestArq, createTestArqFor } from './create-test-arq.js'
export type { EnqueuedTestJob, ExpectedArguments, ExpectedOptions } from './enqueued-job.js'
export type { Expected } from './expectations.js'
export type { JobRun } from './job-runs.js'
export { type ArqMatchers, arqMatchers, type HasEnqueued, type MatcherAnswer } from './matchers.js'
export { runTask } from './run-task.js'
export { type JobOrId, TestArq } from './test-arq.js'
export { type TestArqSettings, testArqSettingsSchema } from './test-arq-settings.js'
export { type AdvanceOptions, TestClock } from './test-clock.js'
export {
  createTestContext,
  type LoggedLine,
  TestContext,
  type TestContextOptions,
} from './test-context.js'
export type { TestStep } from './test-steps.js'
