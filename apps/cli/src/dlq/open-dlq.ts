import type { Codec, Transport } from '@arq/core'

import type { Flag } from '../command.js'
import { type GivenFlags, overriddenQueues } from '../overrides.js'
import { queuesOf } from '../queues-of.js'
import { BROKER_FLAGS, type Servers } from '../servers.js'
import { dlqTexts } from './texts.js'

const DEFAULT_QUEUE = 'default'

/** Flags of every verb of `arq dlq`. */
export const DLQ_FLAGS: readonly Flag[] = [
  {
    name: 'queue',
    alias: 'q',
    kind: 'list',
    describe: dlqTexts.queueFlag(),
    default: DEFAULT_QUEUE,
  },
  { name: 'dlq', kind: 'text', describe: dlqTexts.dlqFlag() },
  ...BROKER_FLAGS,
]

/** The dead letter queues that are meant. */
export function deadLetterQueues(
  flags: GivenFlags,
  { settings, overrides }: Servers,
  transport: Transport,
): readonly string[] {
  const named = flags['dlq'] ?? overrides.get('dlqName')?.value ?? settings['dlqName']
  if (typeof named === 'string') return [named]
  const queues = overriddenQueues(overrides) ?? queuesOf(settings) ?? [DEFAULT_QUEUE]
  // Whoever names a dead letter queue means it.
  const names = queues.map((queue) =>
    queue.endsWith('.dlq') ? queue : transport.deadLetterQueueOf(queue),
  )
  return [...new Set(names)]
}

/** The codecs of a worker, which wrote the letters. */
export const codecsOf = ({ settings }: Pick<Servers, 'settings'>): readonly Codec[] =>
  // Checked by the worker's schema where a worker is made of it; here it is read only.
  Array.isArray(settings['codecs']) ? (settings['codecs'] as Codec[]) : []
