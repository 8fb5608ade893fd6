import { type Clock, durationToMs, parseSettings, portSchema, systemClock } from '@arq/core'
import { enqueueEntries, mustBe, portTexts, queueNameSchema } from '@arq/core/internal'
import * as v from 'valibot'

import { DIALECTS, prefixSchema } from './table/names.js'

/** Every setting of an outbox: its type, default, check and documentation. */
export const outboxSettingsSchema = v.strictObject({
  queueName: v.pipe(
    v.optional(queueNameSchema, 'default'),
    v.description('Queue of jobs for which neither the call nor the task names one.'),
    v.metadata({ env: 'ARQ_QUEUE_NAME' }),
  ),
  tablePrefix: v.pipe(
    prefixSchema,
    v.description('First part of the names of its tables. The relays need the same one.'),
  ),
  dialect: v.pipe(
    v.optional(v.picklist(DIALECTS, mustBe.oneOf(...DIALECTS))),
    v.description(
      'Which SQL the database takes, for a transaction that does not tell. Those of pg, mysql2, Kysely and Drizzle do, and Prisma’s as a rule.',
    ),
  ),
  notify: v.pipe(
    v.optional(v.boolean(mustBe.flag), true),
    v.description(
      'On PostgreSQL: whether the insert wakes the relays at the commit. `false`: they find the row when they look next, and commits do not take the lock of NOTIFY.',
    ),
  ),
  expires: enqueueEntries.expires,
  codec: v.pipe(
    enqueueEntries.codec,
    v.description('How arguments become bytes. The relays need the same codec.'),
  ),
  onEnqueue: enqueueEntries.onEnqueue,
  clock: v.pipe(
    v.optional(
      portSchema<Clock>(portTexts.aClock(), 'now', 'monotonicNow', 'setTimer'),
      systemClock,
    ),
    v.description('The time. Tests replace it, for example by a `ManualClock`.'),
  ),
})

/** What {@link createOutbox} takes. */
export type OutboxSettings = v.InferInput<typeof outboxSettingsSchema>

/** The settings complete, with durations in milliseconds. */
export type ResolvedOutboxSettings = Omit<v.InferOutput<typeof outboxSettingsSchema>, 'expires'> & {
  readonly expiresMs: number
}

/** @throws ConfigurationError naming each wrong key */
export function resolveOutboxSettings(input: OutboxSettings): ResolvedOutboxSettings {
  const { expires, ...settings } = parseSettings('Outbox settings', outboxSettingsSchema, input)
  return { ...settings, expiresMs: durationToMs(expires, 'expires') }
}
