import {
  type Clock,
  type Codec,
  countSchema,
  createConsoleLogger,
  durationSchema,
  durationToMs,
  type Enqueuer,
  parseSettings,
  portSchema,
  systemClock,
} from '@arq/core'
import { enqueueEntries, loggerSchema, portTexts, said, type TextLogger } from '@arq/core/internal'
import * as v from 'valibot'

import type { MemoryOutbox } from '../memory/memory-outbox.js'
import { openRows } from '../table/open-rows.js'
import type { OutboxSource } from '../table/outbox-rows.js'
import { dialectOf, tableEntries, withDurations } from '../table/table-settings.js'
import { texts } from '../texts.js'

const isSource = (value: unknown): value is MemoryOutbox =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'open') === 'function'

/** Every setting of a relay: its type, default, check and documentation. */
export const outboxRelaySettingsSchema = v.strictObject({
  database: v.pipe(
    v.custom<string | MemoryOutbox>(
      (value) => isSource(value) || (typeof value === 'string' && dialectOf(value) !== undefined),
      said(texts.mustBeDatabase()),
    ),
    v.description(
      'URL of the database whose outbox it empties, `postgresql://…`, `mysql://…` or `mariadb://…`; in tests a `MemoryOutbox`. It has one connection.',
    ),
  ),
  client: v.pipe(
    portSchema<Pick<Enqueuer, 'enqueueJob'>>(texts.anEnqueuer(), 'enqueueJob'),
    v.description(
      'What sends the jobs: a client of `createClient`, or `ctx.client` of a worker. With a result store a job is sent once, also when a relay dies.',
    ),
  ),
  ...tableEntries,
  batchSize: v.pipe(
    v.optional(countSchema(1, 10_000), 200),
    v.description('The most rows that are sent together, in one transaction.'),
    v.metadata({ unit: 'rows' }),
  ),
  pollInterval: v.pipe(
    v.optional(durationSchema, '1s'),
    v.description('How often it looks for rows when nothing has told of one.'),
    v.metadata({ unit: 'duration' }),
  ),
  sendTimeout: v.pipe(
    v.optional(durationSchema, '30s'),
    v.description(
      'How long sending a batch may take; rows that are not sent by then stay. As long the transaction is open.',
    ),
    v.metadata({ unit: 'duration' }),
  ),
  codec: v.pipe(
    enqueueEntries.codec,
    v.description('How arguments were written by `createOutbox`.'),
  ),
  logger: v.pipe(
    v.optional(loggerSchema, () => createConsoleLogger({ level: 'warn' })),
    v.description('Where warnings go. Absent: the console, from level `warn` on.'),
  ),
  clock: v.pipe(
    v.optional(
      portSchema<Clock>(portTexts.aClock(), 'now', 'monotonicNow', 'setTimer'),
      systemClock,
    ),
    v.description('The time. Tests replace it, for example by a `ManualClock`.'),
  ),
})

/** What {@link outboxRelay} takes. */
export type OutboxRelaySettings = v.InferInput<typeof outboxRelaySettingsSchema>

export interface ResolvedRelaySettings {
  readonly source: OutboxSource
  readonly client: Pick<Enqueuer, 'enqueueJob'>
  readonly batchSize: number
  readonly pollIntervalMs: number
  readonly sendTimeoutMs: number
  readonly codec: Codec
  readonly logger: TextLogger
  readonly clock: Clock
}

/** @throws ConfigurationError naming each wrong key */
export function resolveRelaySettings(input: OutboxRelaySettings): ResolvedRelaySettings {
  const parsed = parseSettings('Outbox relay settings', outboxRelaySettingsSchema, input)
  const { database, client, batchSize, codec, logger, clock } = parsed
  const sendTimeoutMs = durationToMs(parsed.sendTimeout, 'sendTimeout')
  return {
    source: typeof database === 'string' ? sqlSource(database, parsed, sendTimeoutMs) : database,
    client,
    batchSize,
    pollIntervalMs: durationToMs(parsed.pollInterval, 'pollInterval'),
    sendTimeoutMs,
    codec,
    logger,
    clock,
  }
}

function sqlSource(
  url: string,
  parsed: v.InferOutput<typeof outboxRelaySettingsSchema>,
  sendTimeoutMs: number,
): OutboxSource {
  const settings = withDurations({ ...parsed, url })
  // A relay that hangs in its transaction loses it, and others send its rows.
  const idleLimitMs = sendTimeoutMs + 2 * settings.commandTimeoutMs
  return { open: () => openRows(settings, idleLimitMs) }
}
