import { type Duration, durationSchema } from '@arq/core'

import type { Command, Flag } from '../command.js'
import type { GivenFlags } from '../overrides.js'
import type { Program } from '../program.js'
import { BROKER_FLAGS, JSON_FLAG } from '../servers.js'
import { readSettingText } from '../setting-text.js'
import { texts } from '../texts.js'
import { usageError } from '../usage-error.js'
import { controlTexts } from './texts.js'

export const GATHER_FLAG: Flag = {
  name: 'timeout',
  kind: 'text',
  describe: controlTexts.gatherFlag(),
  default: '2s',
}

const WORKER_FLAG: Flag = {
  name: 'worker',
  alias: 'w',
  kind: 'text',
  describe: controlTexts.workerFlag(),
}

export const TARGET_FLAGS: readonly Flag[] = [WORKER_FLAG, ...BROKER_FLAGS, JSON_FLAG]

/** What follows a verb that changes something. */
export const TARGET_NAMES: NonNullable<Command['names']> = {
  name: 'queues',
  describe: controlTexts.targetQueues(),
  default: '',
}

export interface Target {
  readonly queue?: string
  readonly worker?: string
}

/**
 * Whom a verb is for: one target for each queue, or one worker.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` when nothing is named
 */
export function readTargets(verb: string, flags: GivenFlags, program: Program): readonly Target[] {
  const named = flags['worker']
  const worker = typeof named === 'string' ? { worker: named } : undefined
  const queues = queuesOf(flags)
  if (queues.length > 0) return queues.map((queue) => ({ ...worker, queue }))
  if (worker) return [worker]
  throw usageError(program, verb, controlTexts.sayWhom())
}

/** The queues that follow the verb. */
export function queuesOf(flags: GivenFlags): readonly string[] {
  const given = flags['queues']
  return Array.isArray(given) ? [...new Set(given.map(String))] : []
}

/** @returns `--timeout`, for a call of the client; absent when it was not given */
export function readTimeout(flags: GivenFlags, program: Program): { readonly timeout?: Duration } {
  const text = flags['timeout']
  if (typeof text !== 'string') return {}
  const read = readSettingText(durationSchema, text)
  if ('problem' in read) {
    const value = JSON.stringify(text)
    throw usageError(program, '--timeout', texts.wrongValue({ value, problem: read.problem }))
  }
  // The schema has read it as a duration.
  return { timeout: read.value as Duration }
}
