import { ConfigurationError, type Text, type Transport } from '@arq/core'

import type { RawQueue } from '../raw-queue/consume-raw.js'
import { texts } from '../texts.js'

const SUBJECT = 'Worker settings'

interface RawChoice {
  readonly raw: readonly RawQueue[]
  readonly transport: Transport
  /** The queues of jobs. */
  readonly queueNames: readonly string[]
}

/**
 * What a worker cannot do with queues of others.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the entry
 */
export function refuseRaw({ raw, transport, queueNames }: RawChoice): void {
  if (raw.length === 0) return
  if (transport.capabilities.foreignQueues !== true) {
    refuse('raw', texts.noForeignQueues({ transport: transport.description }))
  }
  const taken = new Set(queueNames)
  for (const [index, { queueName: queue }] of raw.entries()) {
    if (taken.has(queue)) refuse(`raw.${String(index)}`, texts.rawQueueTwice({ queue }))
    taken.add(queue)
  }
}

function refuse(path: string, text: Text): never {
  throw new ConfigurationError(SUBJECT, [{ path, text }])
}
