import {
  ConfigurationError,
  type Duration,
  durationSchema,
  durationToMs,
  parseSettings,
  type Text,
  type WorkerInfo,
} from '@arq/core'
import { mustBe, queueNameSchema } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from '../texts.js'

const timeoutSchema = v.pipe(
  v.optional(durationSchema, '2s'),
  v.description('How long answers of workers are gathered.'),
  v.metadata({ unit: 'duration' }),
)

const targetEntries = {
  queue: v.optional(queueNameSchema),
  worker: v.optional(v.pipe(v.string(), v.minLength(1, mustBe.notEmpty))),
}

const targetSchema = v.strictObject(targetEntries)
const optionsSchema = v.strictObject({ timeout: timeoutSchema })
const workersSchema = v.strictObject({
  timeout: timeoutSchema,
  until: v.optional(
    v.custom<NonNullable<WorkersOptions['until']>>(
      (value) => typeof value === 'function',
      mustBe.aFunction,
    ),
  ),
})
const drainSchema = v.strictObject({
  end: v.pipe(
    v.optional(v.boolean(), false),
    v.description('The workers end when nothing runs any more.'),
  ),
  timeout: v.pipe(
    v.optional(durationSchema, '5m'),
    v.description('How long to wait until nothing runs. 0: not at all.'),
    v.metadata({ unit: 'duration' }),
  ),
  onProgress: v.optional(
    v.custom<(running: number) => void>((value) => typeof value === 'function', mustBe.aFunction),
  ),
})

/**
 * Whom a pause, a resume or a drain is for: all workers of a queue, one worker by its id or name, or a queue in one
 * worker. Several workers may have the same name, and are meant together then.
 */
export interface ControlTarget {
  readonly queue?: string | undefined
  /** A worker's id, or `workerName` of its settings. */
  readonly worker?: string | undefined
}

/** How long answers are gathered. */
export interface ControlOptions {
  /** @defaultValue 2 s */
  readonly timeout?: Duration | undefined
}

export interface WorkersOptions extends ControlOptions {
  /** Whether enough workers have answered: the rest of the time is not waited for. Asked after each answer. */
  readonly until?: ((workers: readonly WorkerInfo[]) => boolean) | undefined
}

export interface DrainOptions {
  /** The workers end when nothing runs any more. Needs a target without a queue. @defaultValue false */
  readonly end?: boolean | undefined
  /** How long to wait until nothing runs; `0`: not at all. The workers go on draining after it. @defaultValue 5 min */
  readonly timeout?: Duration | undefined
  /** Told how many jobs still run, after each look. */
  readonly onProgress?: ((running: number) => void) | undefined
}

/** @throws ConfigurationError */
export function readGatherMs(call: string, options: ControlOptions): number {
  const { timeout } = parseSettings(`options of ${call}`, optionsSchema, options)
  return durationToMs(timeout, 'timeout')
}

/** @throws ConfigurationError */
export function readWorkers(options: WorkersOptions): {
  readonly timeoutMs: number
  readonly until: WorkersOptions['until']
} {
  const { timeout, until } = parseSettings('options of workers()', workersSchema, options)
  return { timeoutMs: durationToMs(timeout, 'timeout'), until }
}

/** @throws ConfigurationError */
export function readTarget(call: string, target: ControlTarget): ControlTarget {
  const subject = `target of ${call}`
  const given = parseSettings(subject, targetSchema, target)
  if (given.queue !== undefined || given.worker !== undefined) return given
  throw refused(subject, '', texts.noTarget())
}

/** @throws ConfigurationError */
export function readDrain(
  options: DrainOptions,
  { queue }: ControlTarget,
): {
  readonly ends: boolean
  readonly timeoutMs: number
  readonly onProgress: (running: number) => void
} {
  const subject = 'options of drain()'
  const given = parseSettings(subject, drainSchema, options)
  const { end, timeout, onProgress = () => undefined } = given
  if (end && queue !== undefined) throw refused(subject, 'end', texts.endOfQueue())
  return { ends: end, timeoutMs: durationToMs(timeout, 'timeout'), onProgress }
}

const refused = (subject: string, path: string, text: Text): ConfigurationError =>
  new ConfigurationError(subject, [{ path, text }])
