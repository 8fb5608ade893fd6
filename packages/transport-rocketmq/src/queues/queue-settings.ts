import { ConfigurationError, countSchema } from '@arq/core'
import * as v from 'valibot'

import { texts } from '../texts.js'

/** The port's highest. Each priority is a RocketMQ queue, so a handful is what works well. */
const HIGHEST_PRIORITY = 255

/** What one queue is to be like: the `queues` setting of the transport. */
export const queueSettingsSchema = v.strictObject({
  maxPriority: v.pipe(
    v.optional(countSchema(1, HIGHEST_PRIORITY)),
    v.description(
      'Highest priority that has an effect. Jobs of a higher priority are handed out first, at each broker for itself. The topic has one RocketMQ queue for each priority, so name few: 3 or 9, not 255. Needs RocketMQ 5.4; a topic that exists must have been made for as many.',
    ),
    v.metadata({ source: 'RocketMQ: message.type=PRIORITY' }),
  ),
})

export type QueueSettings = Readonly<v.InferOutput<typeof queueSettingsSchema>>

/**
 * What RabbitMQ has and RocketMQ has not, and what to do instead.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the entry
 */
export function refuseExclusive(subject: string, queues: unknown): void {
  if (typeof queues !== 'object' || queues === null) return
  for (const [name, queue] of Object.entries(queues) as [string, unknown][]) {
    if (typeof queue !== 'object' || queue === null || !('exclusive' in queue)) continue
    const issue = { path: `queues.${name}.exclusive`, text: texts.noExclusiveQueues() }
    throw new ConfigurationError(subject, [issue])
  }
}
