import { DecodeError } from '../errors/errors.js'
import { asInteger, type JsonFields } from './json-fields.js'

/**
 * Which logical queues of a static topic one broker hosts.
 *
 * Source: apache/rocketmq `remoting/.../protocol/statictopic/TopicQueueMappingInfo.java`.
 */
export interface QueueMapping {
  /** The broker that hosts them. */
  readonly brokerName: string
  /** Name space of the logical ids; `__global__` unless set otherwise. */
  readonly scope: string
  /** How many logical queues the topic has, as far as this broker knows. */
  readonly totalQueues: number
  /** The higher epoch is right where two brokers claim the same queue. */
  readonly epoch: bigint
  /** Logical queue id → queue id at this broker. */
  readonly currentIds: ReadonlyMap<number, number>
}

/** The scope of static topics, unless set otherwise. */
export const GLOBAL_SCOPE = '__global__'

export function readQueueMapping(fields: JsonFields): QueueMapping {
  return {
    brokerName: fields.text('bname'),
    scope: fields.optionalText('scope') ?? GLOBAL_SCOPE,
    totalQueues: fields.integer('totalQueues'),
    epoch: fields.int64('epoch'),
    currentIds: new Map(
      fields
        .map('currIdMap')
        .map(([logical, physical]) => [queueId(Number(logical)), queueId(physical)]),
    ),
  }
}

function queueId(value: unknown): number {
  const id = typeof value === 'number' ? asInteger(value) : undefined
  if (id === undefined) throw new DecodeError('a static topic’s route', 'a queue id is no integer')
  return id
}
