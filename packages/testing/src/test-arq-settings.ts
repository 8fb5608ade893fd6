import { type Codec, durationSchema, durationToMs, type Language, parseSettings } from '@arq/core'
import { mustBe, said } from '@arq/core/internal'
import type { RunnableSettings } from '@arq/worker'
import * as v from 'valibot'

import { texts } from './texts.js'

const isRealDate = (value: Date): boolean => !Number.isNaN(value.getTime())

/** The settings of the kit itself: type, default, check and description. */
export const testArqSettingsSchema = v.strictObject({
  startJobs: v.pipe(
    v.optional(
      v.picklist(['when-drained', 'at-once'], mustBe.oneOf('when-drained', 'at-once')),
      'when-drained',
    ),
    v.description(
      'When jobs start: only while the test drains or moves the clock, so that it can look at what was enqueued first; or as soon as they are due, for code that waits for a result by itself.',
    ),
  ),
  now: v.pipe(
    v.optional(
      v.pipe(v.date(said(texts.mustBeDate())), v.check(isRealDate, said(texts.mustBeDate()))),
      () => new Date(Date.UTC(2026, 0, 1)),
    ),
    v.description('What the clock says at first. Default: 2026-01-01T00:00Z.'),
  ),
  patience: v.pipe(
    v.optional(durationSchema, '5s'),
    v.description(
      'How long, in real time, a drain waits for tasks that run. Longer: it fails, naming them.',
    ),
    v.metadata({ unit: 'duration' }),
  ),
  withoutResultStore: v.pipe(
    v.optional(v.boolean(mustBe.flag), false),
    v.description('As with RabbitMQ alone: results come by reply, and there is no `job.status()`.'),
  ),
  language: v.pipe(
    v.optional(v.picklist(['en', 'zh-CN'], mustBe.oneOf('en', 'zh-CN')), 'en'),
    v.description('The language of failed expectations.'),
  ),
})

type OwnSettings = v.InferInput<typeof testArqSettingsSchema>

/** What the kit gives the worker itself. */
type Given =
  | 'transport'
  | 'resultStore'
  | 'jobResultStoreUrl'
  | 'clock'
  | 'handleSignals'
  | 'burstMode'
  | 'burstTimeout'
  | 'burstCheckInterval'
  | 'burstWaitForTasks'
  | 'burstExitOnEmpty'
  | 'maxBurstJobs'

/**
 * The settings of the worker under test, `functions` first of all, and those of the kit. What belongs to enqueueing
 * (`onEnqueue`, `expires`, `codec` …) and `queueName` hold for the client, too.
 */
export type TestArqSettings<X extends object> = Omit<RunnableSettings<X>, Given> & OwnSettings

export interface ResolvedTestSettings<X extends object> {
  readonly worker: Omit<RunnableSettings<X>, 'transport'>
  readonly startJobs: 'when-drained' | 'at-once'
  readonly now: Date
  readonly patienceMs: number
  readonly withoutResultStore: boolean
  readonly language: Language
  readonly codec: Codec | undefined
}

/** @throws ConfigurationError naming each wrong key of the kit's own; the worker looks at the others */
export function resolveTestSettings<X extends object>(
  settings: TestArqSettings<X>,
): ResolvedTestSettings<X> {
  const { startJobs, now, patience, withoutResultStore, language, ...worker } = settings
  const given = { startJobs, now, patience, withoutResultStore, language }
  const own = parseSettings('createTestArq settings', testArqSettingsSchema, given)
  return {
    ...own,
    worker,
    patienceMs: durationToMs(own.patience, 'patience'),
    codec: settings.codec,
  }
}
