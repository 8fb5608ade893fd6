import { DecodeError } from '../errors/errors.js'
import type { JsonFields } from './json-fields.js'
import type { JsonValue } from './json-value.js'
import { writeJson } from './json-writer.js'
import { type MessageQueue, messageQueueJson, readMessageQueue } from './message-queue.js'

/** Queues with an offset each: the maps keyed by queues in bodies about consumers. */
export type QueueOffsets = readonly (readonly [queue: MessageQueue, offset: bigint])[]

/** Reads a map of a body that has queues as keys and offsets as values. */
export function readQueueOffsets(fields: JsonFields, name: string): QueueOffsets {
  return fields.entries(name).map(([queue, offset]) => [readMessageQueue(queue), int64(offset)])
}

/** A body that is nothing but one such map. */
export function queueOffsetsBody(name: string, offsets: QueueOffsets): Buffer {
  const entries = offsets.map(([queue, offset]) => [messageQueueJson(queue), offset] as const)
  return Buffer.from(writeJson({ [name]: new Map(entries) }))
}

function int64(value: JsonValue): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  throw new DecodeError('the offset of a queue', `${writeJson(value).slice(0, 40)} is no integer`)
}
