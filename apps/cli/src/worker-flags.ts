import type { Flag } from './command.js'
import { CONNECTION_DEFAULTS } from './connection-settings.js'
import type { GivenFlags, Overrides } from './overrides.js'
import { texts } from './texts.js'

/** The one flag that says no to its setting. */
const NO_WAIT = 'burst-no-wait'

/** The flags that say something about a worker's settings. */
export const WORKER_SETTING_FLAGS: readonly Flag[] = [
  {
    name: 'worker-module',
    alias: 'm',
    kind: 'text',
    describe: texts.workerModuleFlag(),
  },
  {
    name: 'rabbitmq-url',
    alias: 'u',
    kind: 'text',
    describe: texts.rabbitmqUrlFlag(),
    default: CONNECTION_DEFAULTS.rabbitmqUrl,
  },
  { name: 'connection-timeout', kind: 'text', describe: texts.workerTimeoutFlag() },
  { name: 'result-store-url', kind: 'text', describe: texts.resultStoreUrlFlag() },
  { name: 'queue', alias: 'q', kind: 'list', describe: texts.queueFlag() },
  { name: 'prefetch-count', alias: 'p', kind: 'text', describe: texts.prefetchCountFlag() },
  { name: 'max-concurrent-jobs', kind: 'text', describe: texts.maxConcurrentJobsFlag() },
  { name: 'max-retries', alias: 'r', kind: 'text', describe: texts.maxRetriesFlag() },
  { name: 'job-timeout', alias: 't', kind: 'text', describe: texts.jobTimeoutFlag() },
  { name: 'burst', alias: 'b', kind: 'switch', describe: texts.burstFlag() },
  { name: 'burst-timeout', kind: 'text', describe: texts.burstTimeoutFlag() },
  { name: 'burst-check-interval', kind: 'text', describe: texts.burstCheckIntervalFlag() },
  { name: NO_WAIT, alias: 'no-wait-tasks', kind: 'switch', describe: texts.burstNoWaitFlag() },
  { name: 'max-burst-jobs', kind: 'text', describe: texts.maxBurstJobsFlag() },
  {
    name: 'log-level',
    alias: 'l',
    kind: 'text',
    describe: texts.logLevelFlag(),
    default: CONNECTION_DEFAULTS.logLevel,
  },
]

/** What the flags say, with the one that says no to its setting. */
export function workerOverrides(overrides: Overrides, flags: GivenFlags): Overrides {
  if (flags[NO_WAIT] !== true) return overrides
  const override = { value: false, source: `--${NO_WAIT}`, from: 'flag' } as const
  return new Map([...overrides, ['burstWaitForTasks', override]])
}
