import {
  type Clock,
  type Delivery,
  type ForeignMessage,
  jsonCodec,
  SerializationError,
} from '@arq/core'
import { type JobMessage, randomUuid, toInstant } from '@arq/core/internal'

import { asBuffer } from '#platform'

import type { RawMessage, RawQueue } from '../raw-queue/consume-raw.js'
import { type Attempt, newAttempt } from '../run/attempt.js'
import type { RunPolicy } from '../settings/run-policy.js'
import { texts } from '../texts.js'

interface RawReaderParts {
  readonly queue: RawQueue
  readonly policy: RunPolicy
  readonly clock: Clock
}

/** Makes runs of a task of messages that are not ours. */
export class RawReader {
  readonly #parts: RawReaderParts

  constructor(parts: RawReaderParts) {
    this.#parts = parts
  }

  /**
   * The message as a job, whose id is the message's where it has one.
   * @throws whatever `decode` throws
   */
  async read(delivery: Delivery): Promise<JobMessage> {
    const { queue } = this.#parts
    const decoded: unknown = await queue.decode(asBuffer(delivery.body), rawMessage(delivery))
    return { ...this.message(delivery), ...toArguments(decoded, queue.queueName) }
  }

  /** The same without arguments, for what is never run. */
  message({ messageId, queueName, foreign }: Delivery): JobMessage {
    const { queue, clock } = this.#parts
    return {
      jobId: messageId ?? randomUuid().replaceAll('-', ''),
      function: queue.task.name,
      args: [],
      kwargs: {},
      jobTry: 1,
      enqueueTime: toInstant(foreign?.timestamp?.getTime() ?? clock.now()),
      startTime: undefined,
      endTime: undefined,
      status: 'queued',
      error: undefined,
      queueName,
      deferUntil: undefined,
      expires: undefined,
    }
  }

  /** One run of it. */
  attempt(delivery: Delivery, message: JobMessage, jobTry: number): Attempt {
    const { queue, policy, clock } = this.#parts
    const tried = { ...message, jobTry }
    const read = { message: tried, codec: jsonCodec, sent: undefined }
    return newAttempt({ delivery, ...read, task: queue.task, policy }, clock)
  }
}

const NOTHING_FOREIGN: ForeignMessage = {
  exchange: '',
  routingKey: '',
  headers: {},
  returns: undefined,
  timestamp: undefined,
  type: undefined,
  appId: undefined,
  userId: undefined,
}

function rawMessage(delivery: Delivery): RawMessage {
  const { queueName, messageId, contentType, contentEncoding, correlationId } = delivery
  const { replyTo, priority, redelivered, foreign = NOTHING_FOREIGN } = delivery
  return {
    ...foreign,
    ...{ queueName, messageId, contentType, contentEncoding, correlationId },
    ...{ replyTo, priority, redelivered },
  }
}

function toArguments(decoded: unknown, queue: string): Pick<JobMessage, 'args' | 'kwargs'> {
  if (Array.isArray(decoded)) return { args: decoded, kwargs: {} }
  if (typeof decoded === 'object' && decoded !== null) {
    return { args: [], kwargs: decoded as Readonly<Record<string, unknown>> }
  }
  const text = texts.decodeGaveNoArguments({ queue, got: typeof decoded })
  throw new SerializationError({ code: 'ARQ_DECODE_FAILED', text, details: { queue } })
}
