import {
  type AnyTask,
  countSchema,
  type EnqueueableTask,
  type ForeignMessage,
  parseSettings,
} from '@arq/core'
import { functionSchema, isTask, mustBe, taskOfFunction } from '@arq/core/internal'
import * as v from 'valibot'

import { jsonArguments } from './json-arguments.js'

/** A message that arq has not made, as its queue holds it. */
export interface RawMessage extends ForeignMessage {
  readonly queueName: string
  readonly messageId: string | undefined
  readonly contentType: string | undefined
  readonly contentEncoding: string | undefined
  readonly correlationId: string | undefined
  readonly replyTo: string | undefined
  readonly priority: number | undefined
  /** The broker has handed it out before, to this worker or another consumer. */
  readonly redelivered: boolean
}

/** Arguments of a task whose types are not known: a list, or an object of named ones. */
export type AnyArguments = readonly unknown[] | Readonly<Record<string, unknown>>

/** How the messages of a queue become calls of a task, and what becomes of those that fail. */
export interface RawOptions<I = AnyArguments> {
  /**
   * Where a message goes that has failed for good, or cannot be decoded. `exchange`: it is refused (`basic.nack` without
   * requeue), and the queue's own dead-letter exchange gets it; **the broker deletes it where the queue has none**, which
   * arq cannot see. `queue`: its body and headers are published to the dead letter queue (`dlqName`, else `<queue>.dlq`),
   * confirmed, before it is acknowledged.
   */
  readonly deadLetter: 'exchange' | 'queue'
  /**
   * Makes the task's arguments of a message, as `enqueueJob` takes them. What it throws dead-letters the message, with the reason in the log.
   * Default: JSON; an object gives named arguments to a task with `input` or `params`, anything else is the one argument.
   */
  readonly decode?: (body: Buffer, message: RawMessage) => I | Promise<I>
  /** Messages that run at once, and the prefetch. They take no slots of `maxConcurrentJobs`. @defaultValue 10 */
  readonly concurrency?: number
  /**
   * A message that came back to the queue so many times is dead-lettered in place of a further run: it may be what kills
   * the workers. Counted by quorum queues (`x-delivery-count`); before RabbitMQ 4.3 that count grows with every hand-back
   * at a stop or a pause, too, and the broker does not tell them apart. A classic queue counts nothing. 0: no limit. @defaultValue 20
   */
  readonly maxDeliveries?: number
}

/** A queue of others that a worker consumes: made by {@link consumeRaw}, for the setting `raw`. */
export interface RawQueue {
  readonly queueName: string
  readonly task: AnyTask
  readonly deadLetter: 'exchange' | 'queue'
  readonly decode: (body: Buffer, message: RawMessage) => unknown
  readonly concurrency: number
  readonly maxDeliveries: number
}

// Known to other copies of this package.
const BRAND = Symbol.for('arq.raw')

const optionsSchema = v.strictObject({
  // Others name their queues as they like; the transport knows what the broker takes.
  queueName: v.pipe(v.string(mustBe.text), v.nonEmpty(mustBe.notEmpty)),
  deadLetter: v.picklist(['exchange', 'queue'], mustBe.oneOf('exchange', 'queue')),
  decode: v.optional(functionSchema<RawQueue['decode']>()),
  concurrency: v.optional(countSchema(1, 65_535), 10),
  maxDeliveries: v.optional(countSchema(0), 20),
})

/**
 * Lets a worker run the messages of an existing queue through a task, as they are: any body, no headers of arq. The queue
 * is neither declared nor changed. A message is acknowledged once its task has returned; one whose error is retried waits
 * for its next run in the worker, unacknowledged, at most 15 minutes at a time.
 *
 * @example
 * ```ts
 * export const workerSettings = {
 *   functions: [],
 *   raw: [consumeRaw('orders', fulfil, { deadLetter: 'exchange' })],
 * } satisfies WorkerSettings
 * ```
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming each wrong key
 * @see https://www.rabbitmq.com/docs/dlx
 */
// `[]` lets what `decode` returns be a tuple.
export function consumeRaw<I extends readonly unknown[] | [] | object>(
  queueName: string,
  task: EnqueueableTask<I>,
  options: RawOptions<I>,
): RawQueue
export function consumeRaw(queueName: string, task: AnyTask['run'], options: RawOptions): RawQueue
export function consumeRaw(
  queueName: string,
  task: EnqueueableTask | AnyTask['run'],
  options: object,
): RawQueue {
  const parsed = parseSettings('consumeRaw', optionsSchema, { ...options, queueName })
  // What is neither is named by the task's own error.
  const own = isTask(task) ? task : taskOfFunction(task as AnyTask['run'])
  return Object.freeze({
    ...parsed,
    task: own,
    decode: parsed.decode ?? ((body, message) => jsonArguments(own, body, message)),
    [BRAND]: true,
  })
}

/** Whether a value was made by {@link consumeRaw}, also by another copy of this package. */
export function isRawQueue(value: unknown): value is RawQueue {
  return typeof value === 'object' && value !== null && Reflect.get(value, BRAND) === true
}
