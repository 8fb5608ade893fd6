import { availableParallelism } from 'node:os'

import { countSchema, durationSchema, durationToMs, parseSettings } from '@arq/core'
import * as v from 'valibot'

/** Every setting of a pool: its type, check, default and description. */
export const threadPoolSettingsSchema = v.strictObject({
  maxThreads: v.pipe(
    v.optional(countSchema(1), () => Math.max(1, availableParallelism() - 1)),
    v.description(
      'Tasks with a file that run at once, each in a thread of its own. Absent: one less than the processors, so that one is left for the worker. A further job waits for a thread in its slot, and its timeout counts meanwhile.',
    ),
    v.metadata({ unit: 'threads' }),
  ),
  maxHeapMb: v.pipe(
    v.optional(countSchema(1)),
    v.description(
      'Memory that the JavaScript objects of one thread may take. A task that needs more fails with `ARQ_JOB_THREAD_CRASHED`. Absent: what Node.js gives a thread.',
    ),
    v.metadata({ unit: 'MiB' }),
  ),
  idleTimeout: v.pipe(
    v.optional(durationSchema, 30),
    v.description('A thread that has had nothing to do for so long is ended.'),
    v.metadata({ unit: 'duration' }),
  ),
  abortGrace: v.pipe(
    v.optional(durationSchema, '500ms'),
    v.description(
      'How long a task may go on after its `ctx.signal` aborted, to tidy up, before its thread is ended.',
    ),
    v.metadata({ unit: 'duration' }),
  ),
})

export type ThreadPoolSettings = v.InferInput<typeof threadPoolSettingsSchema>

export interface ResolvedThreadPoolSettings {
  readonly maxThreads: number
  readonly maxHeapMb: number | undefined
  readonly idleTimeoutMs: number
  readonly abortGraceMs: number
}

/** @throws ConfigurationError naming each wrong key */
export function resolveThreadPoolSettings(input: unknown): ResolvedThreadPoolSettings {
  const { maxThreads, maxHeapMb, idleTimeout, abortGrace } = parseSettings(
    'Thread pool settings',
    threadPoolSettingsSchema,
    input,
  )
  return {
    maxThreads,
    maxHeapMb,
    idleTimeoutMs: durationToMs(idleTimeout, 'idleTimeout'),
    abortGraceMs: durationToMs(abortGrace, 'abortGrace'),
  }
}
