import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { writeJson } from '../json-writer.js'
import type { PopHandle } from '../pop-handle.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'
import type { PopPlace } from './pop.js'

/** Offsets that one entry can reach over: 8 KiB of bits. Only a filter that left out as many messages needs more. */
const LONGEST_REACH = 65_536n

/** Whether a message can be acknowledged together with others. */
export function fitsBatchAck({ handle, liteTopic }: PopPlace): boolean {
  if (liteTopic !== undefined) return false
  const reach = handle.queueOffset - handle.startOffset
  return reach >= 0n && reach < LONGEST_REACH
}

/**
 * Says that several messages popped from one broker are consumed (200151): an entry for each pop of a queue, with a bit
 * for each message. A broker takes it also where it knows some of the messages no more, without a word.
 *
 * Source: apache/rocketmq `remoting/.../body/BatchAckMessageRequestBody.java`, `BatchAck.java`.
 * @param places those that {@link fitsBatchAck}
 */
export function batchAckRequest(brokerName: string, places: readonly PopPlace[]): RemotingRequest {
  const entries = new Map<string, { readonly place: PopPlace; readonly reaches: number[] }>()
  for (const place of places) {
    const key = popOf(place)
    const entry = entries.get(key) ?? { place, reaches: [] }
    entry.reaches.push(Number(place.handle.queueOffset - place.handle.startOffset))
    entries.set(key, entry)
  }
  const acks = [...entries.values()].map(({ place, reaches }) => ({
    c: place.consumerGroup,
    t: place.topic,
    r: place.handle.origin,
    so: place.handle.startOffset,
    q: place.handle.queueId,
    rq: place.handle.reviveQueueId,
    pt: place.handle.popTime,
    it: place.handle.invisibleMs,
    b: bitSetOf(reaches),
  }))
  const body = Buffer.from(writeJson({ brokerName, acks }))
  return { code: REQUEST_CODE.BATCH_ACK_MESSAGE, body }
}

/** @throws {@link BrokerError} any other code than success */
export function readBatchAckResponse(response: RemotingResponse, subject: RequestSubject): void {
  expectSuccess(REQUEST_CODE.BATCH_ACK_MESSAGE, response, subject)
}

/** What messages of one pop of a queue have in common. */
function popOf({ consumerGroup, topic, handle }: PopPlace): string {
  const { startOffset, popTime, invisibleMs, reviveQueueId, origin, queueId }: PopHandle = handle
  const when = [startOffset, popTime, invisibleMs, reviveQueueId]
  return [consumerGroup, topic, origin, queueId, ...when].join(' ')
}

/** The bytes of a `java.util.BitSet`, lowest bit first, in base64. Source: BitSetSerializerDeserializer.java. */
function bitSetOf(bits: readonly number[]): string {
  const bytes = Buffer.alloc(Math.floor(Math.max(...bits) / 8) + 1)
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (1 << (bit & 7))
  return bytes.toString('base64')
}
