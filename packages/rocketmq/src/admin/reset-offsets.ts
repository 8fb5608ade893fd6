import { ConfigurationError } from '../errors/errors.js'
import { BrokerError } from '../errors/server-errors.js'
import type { QueueOffset } from '../offsets/offset-store.js'
import {
  compareMessageQueues,
  type MessageQueue,
  messageQueueKey,
} from '../protocol/message-queue.js'
import { REQUEST_CODE } from '../protocol/request-code.js'
import {
  brokerConfigRequest,
  readBrokerConfigResponse,
} from '../protocol/requests/broker-control.js'
import { consumerListRequest, readConsumerListResponse } from '../protocol/requests/client-life.js'
import {
  consumeStatsRequest,
  readConsumeStatsResponse,
} from '../protocol/requests/consume-stats.js'
import {
  readResetOffsetResponse,
  resetOffsetRequest,
} from '../protocol/requests/consumer-control.js'
import {
  maxOffsetRequest,
  minOffsetRequest,
  readOffsetResponse,
  readUpdateConsumerOffsetResponse,
  searchOffsetRequest,
  updateConsumerOffsetRequest,
} from '../protocol/requests/offsets.js'
import { readTopicStatsResponse, topicStatsRequest } from '../protocol/requests/topic-stats.js'
import { RESPONSE_CODE } from '../protocol/response-code.js'
import type { RemotingRequest } from '../remoting/command.js'
import { texts } from '../texts/texts.js'
import type { AdminCalls, ReadAnswer, TopicServer } from './admin-calls.js'
import { atEach } from './at-each.js'
import { type CallOptions, type ProgressOptions, signalOf } from './call-options.js'

/**
 * Where a group is to go on: the oldest message, after the newest, the first message stored at a time or later, or an
 * offset for each queue that is named.
 */
export type ResetTo =
  | 'earliest'
  | 'latest'
  | { readonly timestampMs: number }
  | { readonly offsets: readonly QueueOffset[] }

/** What became of one queue. */
export interface OffsetReset {
  readonly queue: MessageQueue
  /** Where the group was; brokers say 0 too for a group that was nowhere. */
  readonly before: bigint
  readonly after: bigint
}

export interface ResetQuestion {
  readonly group: string
  readonly topic: string
  readonly to: ResetTo
}

/**
 * Sets the offsets of a group in a topic, whatever the broker can: RocketMQ 5 does it itself, also for a group that
 * runs. RocketMQ 4 tells the members of a running group, and knows only times; of one that does not run, offsets are
 * written.
 *
 * Source: apache/rocketmq `broker/.../processor/AdminBrokerProcessor.java` (`resetOffset`),
 * `tools/.../admin/DefaultMQAdminExtImpl.java` (`resetOffsetNew`).
 */
export async function resetOffsets(
  calls: AdminCalls,
  question: ResetQuestion,
  options: ProgressOptions,
): Promise<readonly OffsetReset[]> {
  const { group, topic, to } = question
  const servers = await calls.mastersOf(topic, options)
  if (typeof to === 'object' && 'offsets' in to) checkQueues(topic, to.offsets, servers)
  const act = async (server: TopicServer): Promise<readonly OffsetReset[]> => {
    const at = new ResetAtBroker(calls, server, question, signalOf(options))
    const before = await at.before()
    const after = await at.reset()
    return after.map(({ queue, offset }) => ({
      ...{ queue, before: before.get(messageQueueKey(queue)) ?? 0n, after: offset },
    }))
  }
  const what = `Resetting the offsets of group ${group} in topic ${topic}`
  const resets = await atEach(what, servers, act, options)
  return resets.flat().sort((a, b) => compareMessageQueues(a.queue, b.queue))
}

function checkQueues(
  topic: string,
  offsets: readonly QueueOffset[],
  servers: readonly TopicServer[],
): void {
  const names = servers.map(({ brokerName }) => brokerName)
  const wrong = offsets.find(
    ({ queue }) => queue.topic !== topic || !names.includes(queue.brokerName),
  )
  if (!wrong) return
  const text = texts.noQueueOfTopic({
    ...{ queue: messageQueueKey(wrong.queue), topic, brokers: names.join(', ') },
  })
  throw new ConfigurationError(texts.theReset(), [{ path: 'offsets', text }])
}

/** The reset at one broker. */
class ResetAtBroker {
  readonly #calls: AdminCalls
  readonly #server: TopicServer
  readonly #question: ResetQuestion
  readonly #options: CallOptions

  constructor(
    calls: AdminCalls,
    server: TopicServer,
    question: ResetQuestion,
    options: CallOptions,
  ) {
    this.#calls = calls
    this.#server = server
    this.#question = question
    this.#options = options
  }

  async before(): Promise<ReadonlyMap<string, bigint>> {
    const { group, topic } = this.#question
    const request = consumeStatsRequest(group, topic)
    const { offsets } = await this.#ask(request, readConsumeStatsResponse)
    return new Map(offsets.map((one) => [messageQueueKey(one.queue), one.consumerOffset]))
  }

  async reset(): Promise<readonly QueueOffset[]> {
    const { to } = this.#question
    return typeof to === 'object' && 'offsets' in to
      ? this.#toOffsets(to.offsets)
      : this.#toPlace(to)
  }

  async #toPlace(to: Exclude<ResetTo, { offsets: unknown }>): Promise<readonly QueueOffset[]> {
    const { group, topic } = this.#question
    const timestamp = to === 'earliest' ? 0 : to === 'latest' ? 'latest' : to.timestampMs
    const request = resetOffsetRequest({ topic, group, timestamp, isForce: true })
    try {
      const done = await this.#ask(request, readResetOffsetResponse)
      return done.map(([queue, offset]) => ({ queue, offset }))
    } catch (error) {
      if (!isNobodyThere(error) || (await this.#isRunning())) throw error
      return this.#write(await this.#placesOf(to))
    }
  }

  async #toOffsets(all: readonly QueueOffset[]): Promise<readonly QueueOffset[]> {
    const { brokerName, address } = this.#server
    const offsets = all.filter(({ queue }) => queue.brokerName === brokerName)
    if (offsets.length === 0) return []
    if (!(await this.#resetsByItself())) {
      // Its members would soon write theirs over ours, and the request for them knows only times.
      if (await this.#isRunning()) throw membersOnline(address, this.#question)
      return this.#write(offsets)
    }
    const { group, topic } = this.#question
    for (const { queue, offset } of offsets) {
      const base = resetOffsetRequest({ topic, group, timestamp: 0, isForce: true })
      const ext = { ...base.ext, queueId: `${queue.queueId}`, offset: `${offset}` }
      await this.#ask({ ...base, ext }, readResetOffsetResponse)
    }
    return offsets
  }

  /** Older brokers, and those set up so, take no offsets: they would reset all queues to a time. */
  async #resetsByItself(): Promise<boolean> {
    const config = await this.#ask(brokerConfigRequest(), readBrokerConfigResponse)
    return config['useServerSideResetOffset'] === 'true'
  }

  async #isRunning(): Promise<boolean> {
    const request = consumerListRequest(this.#question.group)
    return (await this.#ask(request, readConsumerListResponse)).length > 0
  }

  async #placesOf(to: Exclude<ResetTo, { offsets: unknown }>): Promise<readonly QueueOffset[]> {
    const { topic } = this.#question
    const { brokerName } = this.#server
    const { queues } = await this.#ask(topicStatsRequest(topic), readTopicStatsResponse)
    return Promise.all(
      queues.map(async ({ queue }) => {
        const place = { topic, queueId: queue.queueId, brokerName }
        const [code, request] =
          to === 'earliest'
            ? ([REQUEST_CODE.GET_MIN_OFFSET, minOffsetRequest(place)] as const)
            : to === 'latest'
              ? ([REQUEST_CODE.GET_MAX_OFFSET, maxOffsetRequest(place)] as const)
              : ([
                  REQUEST_CODE.SEARCH_OFFSET_BY_TIMESTAMP,
                  searchOffsetRequest(place, to.timestampMs),
                ] as const)
        const offset = await this.#ask(request, (response, subject) =>
          readOffsetResponse(code, response, subject),
        )
        return { queue, offset }
      }),
    )
  }

  async #write(offsets: readonly QueueOffset[]): Promise<readonly QueueOffset[]> {
    const { group, topic } = this.#question
    const { brokerName } = this.#server
    for (const { queue, offset } of offsets) {
      const place = { topic, queueId: queue.queueId, consumerGroup: group, brokerName }
      await this.#ask(updateConsumerOffsetRequest(place, offset), readUpdateConsumerOffsetResponse)
    }
    return offsets
  }

  #ask<T>(request: RemotingRequest, read: ReadAnswer<T>): Promise<T> {
    const { group, topic } = this.#question
    return this.#calls.ask(this.#server.address, request, read, {
      ...this.#options,
      ...{ group, topic },
    })
  }
}

/** A broker that can only hand the reset to members, and has none, or does not know the group. */
const isNobodyThere = (error: unknown): boolean =>
  error instanceof BrokerError &&
  (error.responseCode === RESPONSE_CODE.CONSUMER_NOT_ONLINE ||
    (error.responseCode === RESPONSE_CODE.SYSTEM_ERROR &&
      error.remark?.includes('consumer group') === true))

function membersOnline(address: string, { group, topic }: ResetQuestion): BrokerError {
  return new BrokerError({
    code: 'ROCKETMQ_REQUEST_UNSUPPORTED',
    text: texts.membersOnline({ address, group }),
    details: { group, topic, address },
    responseCode: RESPONSE_CODE.VERSION_NOT_SUPPORTED,
    remark: undefined,
    address,
  })
}
