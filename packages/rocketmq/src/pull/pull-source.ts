import type { StopSignal } from '../flow/stop-signal.js'
import type { MessageExt } from '../message/message-ext.js'
import type { CompressionCodecs } from '../protocol/compression.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import {
  type PullMessageHeader,
  pullMessageRequest,
  type PullResult,
  readPullResponse,
} from '../protocol/requests/pull.js'
import { isMovedQueue } from '../protocol/response-code.js'
import type { SubscriptionData } from '../protocol/subscription-data.js'
import type { RemotingCaller } from '../remoting/command.js'
import type { RouteTable } from '../routing/route-table.js'

export interface PullSourceParts {
  readonly caller: RemotingCaller
  readonly routes: RouteTable
  /** With the namespace. */
  readonly group: string
  readonly codecs: CompressionCodecs
  readonly settings: PullSourceSettings
}

interface PullSourceSettings {
  readonly pullBatchSize: number
  readonly pullBatchBytes: number | undefined
  /** How long a broker may hold a pull that finds nothing. */
  readonly suspendTimeoutMs: number
  /** How long a pull waits for its answer in all. */
  readonly pullTimeoutMs: number
  readonly maxMessageBytes: number
}

/** One pull. */
export interface PullQuestion {
  readonly queue: MessageQueue
  readonly offset: bigint
  /** As the broker was told it by the last heartbeat. */
  readonly told: SubscriptionData
  /**
   * The subscription at the time of the answer. A broker that holds a pull looks again by what heartbeats have told it
   * meanwhile: it may bring messages that were not wanted when it was asked.
   */
  readonly wanted: () => SubscriptionData
  readonly signal: StopSignal
}

/**
 * Pulls messages. Offsets do not travel with pulls, as they do in Java: brokers work on pulls and on writes of offsets in
 * different threads, so an older offset in a pull can overtake a newer write, for example that of a closing consumer.
 * Each broker is asked at the server that its last answer suggested.
 */
export class PullSource {
  readonly #parts: PullSourceParts
  /** By queue object: a queue that is given up and taken again begins with the master. */
  readonly #suggested = new WeakMap<MessageQueue, number>()

  constructor(parts: PullSourceParts) {
    this.#parts = parts
  }

  /** @throws what `RemotingCaller.invoke` and `readPullResponse` throw; {@link RouteError} no such broker */
  async pull(question: PullQuestion): Promise<PullResult> {
    const { caller, routes, codecs, settings } = this.#parts
    const { queue, wanted, signal } = question
    const route = routes.peek(queue.topic)
    const host = route?.publish.hostBroker(queue) ?? queue.brokerName
    const { address } = routes.readAddress(host, this.#suggested.get(queue))
    const request = pullMessageRequest(this.#header(question))
    const response = await caller.invoke(address, request, {
      timeoutMs: settings.pullTimeoutMs,
      signal,
    })
    if (isMovedQueue(response.code)) await this.#findHost(queue.topic)
    const { topic, brokerName, queueId } = queue
    const result = readPullResponse(
      response,
      { address, topic, group: this.#parts.group },
      { brokerName, queueId, codecs, maxBodyBytes: settings.maxMessageBytes },
    )
    this.#suggested.set(queue, result.suggestWhichBrokerId)
    return { ...result, messages: matching(result.messages, wanted()) }
  }

  /** A queue of a static topic has moved: the next pull asks the broker that hosts it now. Never rejects. */
  async #findHost(topic: string): Promise<void> {
    try {
      await this.#parts.routes.refresh(topic)
    } catch {
      // The known route serves until the next refresh; the failed pull is told of.
    }
  }

  #header(question: PullQuestion): PullMessageHeader {
    const { group, settings } = this.#parts
    const { queue, offset, told } = question
    return {
      consumerGroup: group,
      topic: queue.topic,
      queueId: queue.queueId,
      brokerName: queue.brokerName,
      queueOffset: offset,
      maxMsgNums: settings.pullBatchSize,
      maxMsgBytes: settings.pullBatchBytes,
      suspendTimeoutMs: settings.suspendTimeoutMs,
      subVersion: told.subVersion,
    }
  }
}

/** Brokers compare only the hashes of tags, so other tags may come along. */
function matching(
  messages: readonly MessageExt[],
  { tagsSet, expressionType }: SubscriptionData,
): readonly MessageExt[] {
  if (expressionType !== 'TAG' || tagsSet.length === 0) return messages
  return messages.filter(({ tags }) => tags !== undefined && tagsSet.includes(tags))
}
