import { ConfigurationError, isRocketMQError } from '../errors/errors.js'
import type { MessageExt } from '../message/message-ext.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { REQUEST_CODE } from '../protocol/request-code.js'
import {
  maxOffsetRequest,
  minOffsetRequest,
  readOffsetResponse,
  searchOffsetRequest,
} from '../protocol/requests/offsets.js'
import { pullMessageRequest, type PullResult, readPullResponse } from '../protocol/requests/pull.js'
import { isReadable } from '../protocol/route-data.js'
import { subscriptionData } from '../protocol/subscription-data.js'
import { texts } from '../texts/texts.js'
import type { AdminCalls } from './admin-calls.js'
import { type CallOptions, signalOf } from './call-options.js'

/**
 * A place in a queue: its oldest message, after its newest, the first message stored at a time or later, or an offset,
 * which each queue has its own of.
 */
export type ReadFrom =
  | 'earliest'
  | 'latest'
  | { readonly timestampMs: number }
  | { readonly offsetOf: (queue: MessageQueue) => bigint }

/** A queue to read, and a server of its broker. */
export interface ReadableQueue {
  readonly queue: MessageQueue
  readonly address: string
}

/** RocketMQ’s own group for tools: every broker knows it, and nothing is stored for it. Source: `MixAll.java`. */
const TOOLS_GROUP = 'TOOLS_CONSUMER'
const PULL_SIZE = 32
/** What a pull that may wait has beyond the wait itself. */
const PULL_MARGIN_MS = 15_000

/** Reads messages by offset, beside all consumer groups: nobody’s offsets change. */
export class MessageReader {
  readonly #calls: AdminCalls

  constructor(calls: AdminCalls) {
    this.#calls = calls
  }

  /**
   * The queues of a topic that can be read.
   * @throws {@link NotFound} `ROCKETMQ_TOPIC_NOT_FOUND` naming the nearest topic
   */
  async queues(topic: string, options: CallOptions): Promise<readonly ReadableQueue[]> {
    const { queueDatas, brokerDatas } = await this.#calls.route(topic, options)
    const addresses = new Map(
      brokerDatas.flatMap(({ brokerName, brokerAddrs }) =>
        [...brokerAddrs.values()].slice(0, 1).map((address) => [brokerName, address] as const),
      ),
    )
    const queues = queueDatas
      .filter(({ perm }) => isReadable(perm))
      .flatMap(({ brokerName, readQueueNums }) => {
        const address = addresses.get(brokerName)
        if (address === undefined) return []
        return Array.from({ length: readQueueNums }, (_, queueId) => ({
          queue: { topic, brokerName, queueId },
          address,
        }))
      })
    if (queues.length > 0) return queues
    throw new ConfigurationError(texts.theTopic({ topic }), [
      { path: 'perm', text: texts.noReadableQueue() },
    ])
  }

  /** The offset of a place. */
  async offsetOf(
    { queue, address }: ReadableQueue,
    place: ReadFrom,
    options: CallOptions,
  ): Promise<bigint> {
    if (typeof place === 'object' && 'offsetOf' in place) return place.offsetOf(queue)
    const [code, request] =
      place === 'earliest'
        ? ([REQUEST_CODE.GET_MIN_OFFSET, minOffsetRequest(queue)] as const)
        : place === 'latest'
          ? ([REQUEST_CODE.GET_MAX_OFFSET, maxOffsetRequest(queue)] as const)
          : ([
              REQUEST_CODE.SEARCH_OFFSET_BY_TIMESTAMP,
              searchOffsetRequest(queue, place.timestampMs),
            ] as const)
    return this.#calls.ask(
      address,
      request,
      (response, subject) => readOffsetResponse(code, response, subject),
      { ...signalOf(options), topic: queue.topic },
    )
  }

  /** @param waitMs how long the broker may hold the pull when nothing is there; 0: it answers at once */
  pull(
    { queue, address }: ReadableQueue,
    offset: bigint,
    waitMs: number,
    { maxMessages = PULL_SIZE, ...options }: CallOptions & { readonly maxMessages?: number } = {},
  ): Promise<PullResult> {
    const { topic, queueId, brokerName } = queue
    const request = pullMessageRequest({
      ...{ consumerGroup: TOOLS_GROUP, topic, queueId, brokerName },
      queueOffset: offset,
      maxMsgNums: maxMessages,
      suspendTimeoutMs: waitMs === 0 ? undefined : waitMs,
      subscription: subscriptionData({ topic, expression: '*', version: 0 }),
    })
    return this.#calls.ask(
      address,
      request,
      (response, subject) =>
        readPullResponse(response, subject, this.#calls.messageOptions(brokerName)),
      { ...signalOf(options), topic, timeoutMs: waitMs + PULL_MARGIN_MS },
    )
  }

  /** The messages of one queue from an offset up to another one, which is not in it. */
  async *range(
    queue: ReadableQueue,
    { from, to }: { readonly from: bigint; readonly to: bigint },
    options: CallOptions,
  ): AsyncGenerator<MessageExt, void, undefined> {
    let offset = from
    while (offset < to) {
      const { status, messages, nextBeginOffset } = await this.pull(queue, offset, 0, options)
      for (const message of messages) {
        if (message.queueOffset >= to) return
        yield message
      }
      // Where the messages were deleted meanwhile, the broker says where those begin that are left.
      if (status === 'noNewMessage' || nextBeginOffset <= offset) return
      offset = nextBeginOffset
    }
  }

  /** Whether reading may go on after an error: the broker is away for a while. */
  isPassing(error: unknown): boolean {
    return isRocketMQError(error) && error.isRetriable
  }
}
