import {
  ConfigurationError,
  createConsoleLogger,
  durationToMs,
  type Lifetime,
  lifetimeToMs,
  parseSettings,
} from '@arq/core'
import {
  type enqueueEntries,
  guardedLogger,
  readProperty,
  type ResolvedEnqueueSettings,
  resolveEnqueueSettings,
} from '@arq/core/internal'
import type * as v from 'valibot'

import { texts } from '../texts.js'
import { refuseRaw } from './refuse-raw.js'
import { workerQueues } from './worker-queues.js'
import { workerSettingsSchema } from './worker-settings.js'

const SUBJECT = 'Worker settings'

type Parsed = Readonly<v.InferOutput<typeof workerSettingsSchema>>

type EnqueueKey = keyof typeof enqueueEntries

type BurstKey =
  | 'burstMode'
  | 'burstTimeout'
  | 'burstCheckInterval'
  | 'burstWaitForTasks'
  | 'burstExitOnEmpty'
  | 'maxBurstJobs'

/** When a worker in burst mode ends. */
interface ResolvedBurst {
  readonly timeoutMs: number
  readonly checkMs: number
  readonly waitsForTasks: boolean
  readonly exitsOnEmpty: boolean
  /** Absent: any number of runs. */
  readonly mostJobs: number | undefined
}

/** The settings complete, with every duration in milliseconds. */
export interface ResolvedWorkerSettings extends Omit<
  Parsed,
  | 'unknownTaskGrace'
  | 'jobTimeout'
  | 'retryBackoff'
  | 'keyLease'
  | 'jobResultTtl'
  | 'keepResult'
  | 'healthCheckInterval'
  | 'jobCompletionWait'
  | 'gracefulShutdownTimeout'
  | BurstKey
  | EnqueueKey
> {
  /** Of the jobs that tasks and hooks enqueue. */
  readonly enqueue: ResolvedEnqueueSettings
  readonly unknownTaskGraceMs: number
  readonly jobTimeoutMs: number
  readonly retryBackoffMs: number
  readonly keyLeaseMs: number
  readonly resultTtl: Lifetime
  /** 0: never. */
  readonly healthCheckIntervalMs: number
  readonly completionWaitMs: number
  readonly gracefulTimeoutMs: number
  /** Absent: it works until it is stopped. */
  readonly burst: ResolvedBurst | undefined
}

/** @throws ConfigurationError naming each wrong key, and for a typo the nearest valid one */
export function resolveWorkerSettings(input: unknown): ResolvedWorkerSettings {
  const {
    unknownTaskGrace,
    jobTimeout,
    retryBackoff,
    keyLease,
    jobResultTtl,
    keepResult,
    healthCheckInterval,
    jobCompletionWait,
    gracefulShutdownTimeout,
    burstMode,
    burstTimeout,
    burstCheckInterval,
    burstWaitForTasks,
    burstExitOnEmpty,
    maxBurstJobs,
    expires,
    trackQueued,
    claimLease,
    enableCompression,
    codec,
    encryption,
    payloads,
    onEnqueue,
    ...plain
  } = parseSettings(SUBJECT, workerSettingsSchema, input)
  const hasOwnLogger = readProperty(input, 'logger') !== undefined
  const keptFor = keepResult ?? jobResultTtl
  const enqueue = {
    ...{ expires, trackQueued, claimLease, enableCompression, codec, encryption },
    ...{ payloads, onEnqueue },
  }
  refuseDeadLettersComingBack(plain)
  const queueNames = workerQueues(plain).map(({ name }) => name)
  refuseRaw({ ...plain, queueNames })
  return Object.freeze({
    ...plain,
    traceTasks: plain.traceTasks || plain.debugMode,
    logger:
      plain.debugMode && !hasOwnLogger
        ? guardedLogger(createConsoleLogger({ level: 'debug' }))
        : plain.logger,
    unknownTaskGraceMs: durationToMs(unknownTaskGrace, 'unknownTaskGrace'),
    jobTimeoutMs: durationToMs(jobTimeout, 'jobTimeout'),
    retryBackoffMs: durationToMs(retryBackoff, 'retryBackoff'),
    keyLeaseMs: durationToMs(keyLease, 'keyLease'),
    resultTtl: lifetimeToMs(keptFor, 'jobResultTtl'),
    enqueue: resolveEnqueueSettings({ ...enqueue, jobResultTtl: keptFor }),
    healthCheckIntervalMs: durationToMs(healthCheckInterval, 'healthCheckInterval'),
    completionWaitMs: durationToMs(jobCompletionWait, 'jobCompletionWait'),
    gracefulTimeoutMs: durationToMs(gracefulShutdownTimeout, 'gracefulShutdownTimeout'),
    burst: burstMode
      ? {
          timeoutMs: durationToMs(burstTimeout, 'burstTimeout'),
          checkMs: durationToMs(burstCheckInterval, 'burstCheckInterval'),
          waitsForTasks: burstWaitForTasks,
          exitsOnEmpty: burstExitOnEmpty,
          mostJobs: maxBurstJobs,
        }
      : undefined,
  })
}

type DeadLetterChoice = Pick<
  Parsed,
  | 'dlqName'
  | 'transport'
  | 'queues'
  | 'queueName'
  | 'maxConcurrentJobs'
  | 'prefetchCount'
  | 'functions'
  | 'cronJobs'
>

/** A job that has failed for good must not come back to a queue from which it would go the same way again, for ever. */
function refuseDeadLettersComingBack(settings: DeadLetterChoice): void {
  const { dlqName, transport } = settings
  const names = new Set(workerQueues(settings).map(({ name }) => name))
  for (const queue of names) {
    const passed = new Set<string>()
    for (let next = queue; names.has(next);) {
      passed.add(next)
      next = dlqName ?? transport.deadLetterQueueOf(next)
      if (!passed.has(next)) continue
      const text = texts.deadLettersComeBack({ queue: next })
      const path = dlqName === undefined ? 'transport' : 'dlqName'
      throw new ConfigurationError(SUBJECT, [{ path, text }])
    }
  }
}
