import { InvalidBatch } from '../errors/errors.js'
import type { Message } from '../message/message.js'
import { batchMemberSize } from '../protocol/batch.js'
import { encodeMessageProperties } from '../protocol/message-properties.js'
import { RETRY_PREFIX } from '../protocol/resource-name.js'
import { renderText, type Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'

export interface BatchLimits {
  /** The most bytes a whole batch may have. Brokers: `maxMessageSize`, 4 MiB unless set otherwise. */
  readonly maxBatchBytes: number
  /** The most messages in one batch. @defaultValue no limit */
  readonly maxMessages?: number | undefined
  /** Bytes of properties that the producer adds to each message beside the unique id. @defaultValue 0 */
  readonly systemPropertyBytes?: number | undefined
}

/**
 * Why a message may not travel in any batch, or `undefined`: brokers take no delays and no retry topics there.
 *
 * Source: apache/rocketmq `common/.../message/MessageBatch.java` (`generateFromList`).
 */
export function batchProblem(message: Message): string | undefined {
  const refusal = batchRefusal(message)
  return refusal && renderText(refusal, 'en')
}

/** The same, not yet in a language. */
function batchRefusal(message: Message): Text | undefined {
  if (
    message.delayLevel !== undefined ||
    message.delayMs !== undefined ||
    message.deliverAtMs !== undefined
  ) {
    return texts.inBatchDelayed()
  }
  if (message.priority !== undefined) return texts.inBatchPriority()
  if (message.liteTopic !== undefined) return texts.inBatchLite()
  if (message.topic.startsWith(RETRY_PREFIX)) return texts.inBatchRetry()
  return undefined
}

/**
 * Checks that all messages may travel in one batch: same topic, same `waitStoreOk`, no delay, no retry topic.
 *
 * Source: apache/rocketmq `common/.../message/MessageBatch.java` (`generateFromList`).
 * @throws {@link InvalidBatch} `ROCKETMQ_BATCH_INVALID`; `details.index` is the first message that does not fit
 */
export function checkBatch(messages: readonly Message[]): void {
  const [first] = messages
  if (first === undefined) {
    throw new InvalidBatch({ code: 'ROCKETMQ_BATCH_INVALID', text: texts.batchEmpty() })
  }
  messages.forEach((message, index) => {
    const reason =
      batchRefusal(message) ??
      (message.topic === first.topic
        ? message.waitStoreOk === first.waitStoreOk
          ? undefined
          : texts.inBatchOtherWait()
        : texts.inBatchOtherTopic({ topic: message.topic, first: first.topic }))
    if (reason === undefined) return
    throw new InvalidBatch({
      code: 'ROCKETMQ_BATCH_INVALID',
      text: texts.batchInvalid({ index, reason }),
      details: { index, reason: renderText(reason, 'en') },
    })
  })
}

/**
 * Splits any list of messages into batches that brokers take. Messages of one topic and one `waitStoreOk` keep their
 * order; those that may not travel in a batch, or are too large for one, stand alone and are to be sent as ordinary
 * messages.
 *
 * Source: apache/rocketmq `broker/.../processor/SendMessageProcessor.java` (`sendBatchMessage`).
 */
export function splitBatch(messages: readonly Message[], limits: BatchLimits): Message[][] {
  const { maxBatchBytes, maxMessages = Infinity } = limits
  const batches: OpenBatch[] = []
  const open = new Map<string, OpenBatch>()
  for (const message of messages) {
    const size = sizeInBatch(message, limits)
    const group = `${message.topic} ${message.waitStoreOk}`
    const batch = open.get(group)
    if (batchProblem(message) !== undefined || size > maxBatchBytes) {
      batches.push({ messages: [message], bytes: size })
      // What follows of this topic must not overtake it.
      open.delete(group)
    } else if (
      batch !== undefined &&
      batch.bytes + size <= maxBatchBytes &&
      batch.messages.length < maxMessages
    ) {
      batch.messages.push(message)
      batch.bytes += size
    } else {
      const next = { messages: [message], bytes: size }
      batches.push(next)
      open.set(group, next)
    }
  }
  return batches.map((batch) => batch.messages)
}

interface OpenBatch {
  readonly messages: Message[]
  bytes: number
}

/** As long as the longest unique id: that of a sender with an IPv6 address. */
const LONGEST_UNIQUE_ID = 'F'.repeat(56)

/** Bytes a message takes in a batch, its unique id included. */
export function sizeInBatch(
  message: Message,
  { systemPropertyBytes = 0 }: Pick<BatchLimits, 'systemPropertyBytes'> = {},
): number {
  const properties = encodeMessageProperties(message, message.uniqueId ?? LONGEST_UNIQUE_ID)
  return batchMemberSize({ body: message.body, properties }) + systemPropertyBytes
}
