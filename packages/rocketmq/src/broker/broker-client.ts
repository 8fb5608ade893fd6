import type { MessageQueue } from '../protocol/message-queue.js'
import { REQUEST_CODE } from '../protocol/request-code.js'
import {
  type AssignmentQuestion,
  queryAssignmentRequest,
  readQueryAssignmentResponse,
  readSetRequestModeResponse,
  type RequestModeSetting,
  setRequestModeRequest,
  type TopicAssignment,
} from '../protocol/requests/assignment.js'
import {
  checkClientConfigRequest,
  consumerListRequest,
  readCheckClientConfigResponse,
  readConsumerListResponse,
  readUnregisterClientResponse,
  unregisterClientRequest,
} from '../protocol/requests/client-life.js'
import {
  type ConsumerConnections,
  consumerConnectionsRequest,
  readConsumerConnectionsResponse,
} from '../protocol/requests/connections.js'
import {
  type HeartbeatAnswer,
  type HeartbeatData,
  type HeartbeatKind,
  heartbeatRequest,
  readHeartbeatResponse,
} from '../protocol/requests/heartbeat.js'
import {
  type LiteSubscription,
  liteSubscriptionRequest,
  readLiteSubscriptionResponse,
} from '../protocol/requests/lite.js'
import {
  type GroupPlace,
  maxOffsetRequest,
  minOffsetRequest,
  type OffsetBoundary,
  queryConsumerOffsetRequest,
  type QueuePlace,
  readOffsetResponse,
  readQueryConsumerOffsetResponse,
  readUpdateConsumerOffsetResponse,
  searchOffsetRequest,
  updateConsumerOffsetRequest,
} from '../protocol/requests/offsets.js'
import {
  lockQueuesRequest,
  type QueueLock,
  readLockQueuesResponse,
  unlockQueuesRequest,
} from '../protocol/requests/queue-locks.js'
import {
  readRecallMessageResponse,
  type RecallHeader,
  recallMessageRequest,
} from '../protocol/requests/recall.js'
import {
  readSendBackResponse,
  type SendBackHeader,
  sendBackRequest,
} from '../protocol/requests/send-back.js'
import {
  createTopicRequest,
  deleteTopicInBrokerRequest,
  readCreateTopicResponse,
  readDeleteTopicResponse,
  type TopicConfig,
} from '../protocol/requests/topics.js'
import {
  type EndTransactionHeader,
  endTransactionRequest,
} from '../protocol/requests/transaction.js'
import type { RemotingCaller, RemotingRequest, RemotingResponse } from '../remoting/command.js'

/**
 * Typed calls to brokers. Sending and pulling are not here: their callers choose the time limit of each call.
 *
 * Each call throws {@link BrokerError} for an answer that is no success, {@link DecodeError} for one that cannot be
 * read, and what `RemotingCaller.invoke` throws when there is no answer.
 */
export class BrokerClient {
  readonly #caller: RemotingCaller
  readonly #timeoutMs: number

  /** @param timeoutMs for each call */
  constructor(caller: RemotingCaller, timeoutMs: number) {
    this.#caller = caller
    this.#timeoutMs = timeoutMs
  }

  // --- life

  async heartbeat(
    address: string,
    data: HeartbeatData,
    kind?: HeartbeatKind,
  ): Promise<HeartbeatAnswer> {
    const response = await this.#invoke(address, heartbeatRequest(data, kind))
    return readHeartbeatResponse(response, { address })
  }

  async unregister(
    address: string,
    client: Parameters<typeof unregisterClientRequest>[0],
  ): Promise<void> {
    const response = await this.#invoke(address, unregisterClientRequest(client))
    readUnregisterClientResponse(response, { address })
  }

  /** Whether a broker can filter by a subscription; it throws when not. */
  async checkClientConfig(
    address: string,
    check: Parameters<typeof checkClientConfigRequest>[0],
  ): Promise<void> {
    const response = await this.#invoke(address, checkClientConfigRequest(check))
    const { topic } = check.subscription
    readCheckClientConfigResponse(response, { address, topic, group: check.group })
  }

  /** Client ids of a consumer group's members, as this broker knows them. */
  async consumersOf(address: string, group: string): Promise<readonly string[]> {
    const response = await this.#invoke(address, consumerListRequest(group))
    return readConsumerListResponse(response, { address, group })
  }

  /** The members of a group at this broker; `undefined` when it knows none. */
  async consumerConnections(
    address: string,
    group: string,
  ): Promise<ConsumerConnections | undefined> {
    const response = await this.#invoke(address, consumerConnectionsRequest(group))
    return readConsumerConnectionsResponse(response, { address, group })
  }

  // --- offsets

  /** How far a group has come; `undefined` when it has never said so. */
  async consumerOffset(address: string, place: GroupPlace): Promise<bigint | undefined> {
    const response = await this.#invoke(address, queryConsumerOffsetRequest(place))
    return readQueryConsumerOffsetResponse(response, about(address, place))
  }

  /** One-way: the next one corrects a lost one. */
  updateConsumerOffset(address: string, place: GroupPlace, commitOffset: bigint): Promise<void> {
    return this.#oneway(address, updateConsumerOffsetRequest(place, commitOffset))
  }

  /**
   * Stores how far a group has come, and waits for the broker to say so. Returns whether the broker took it: it ignores
   * one that an administrator's reset has overtaken.
   */
  async commitConsumerOffset(
    address: string,
    place: GroupPlace,
    commitOffset: bigint,
  ): Promise<boolean> {
    const response = await this.#invoke(address, updateConsumerOffsetRequest(place, commitOffset))
    return readUpdateConsumerOffsetResponse(response, about(address, place))
  }

  /** The offset that the next message will get. */
  async maxOffset(address: string, place: QueuePlace): Promise<bigint> {
    const response = await this.#invoke(address, maxOffsetRequest(place))
    return readOffsetResponse(REQUEST_CODE.GET_MAX_OFFSET, response, about(address, place))
  }

  /** The oldest offset that is still kept. */
  async minOffset(address: string, place: QueuePlace): Promise<bigint> {
    const response = await this.#invoke(address, minOffsetRequest(place))
    return readOffsetResponse(REQUEST_CODE.GET_MIN_OFFSET, response, about(address, place))
  }

  /** @param timestampMs milliseconds since 1970 */
  async searchOffset(
    address: string,
    place: QueuePlace,
    timestampMs: number,
    boundary?: OffsetBoundary,
  ): Promise<bigint> {
    const request = searchOffsetRequest(place, timestampMs, boundary)
    const response = await this.#invoke(address, request)
    const subject = about(address, place)
    return readOffsetResponse(REQUEST_CODE.SEARCH_OFFSET_BY_TIMESTAMP, response, subject)
  }

  // --- messages

  /** Gives a message back, to come again later. */
  async sendBack(address: string, header: SendBackHeader): Promise<void> {
    const response = await this.#invoke(address, sendBackRequest(header))
    readSendBackResponse(response, { address, topic: header.originTopic, group: header.group })
  }

  /** One-way: brokers answer it only sometimes, and ask back for what they miss. */
  endTransaction(address: string, header: EndTransactionHeader): Promise<void> {
    return this.#oneway(address, endTransactionRequest(header))
  }

  /** Takes a timer message back. Returns its unique id. */
  async recall(address: string, header: RecallHeader): Promise<string> {
    const response = await this.#invoke(address, recallMessageRequest(header))
    return readRecallMessageResponse(response, { address, topic: header.topic })
  }

  // --- locks of orderly consumers

  /** Returns the queues that are locked now; those missing belong to another client. */
  async lockQueues(address: string, lock: QueueLock): Promise<readonly MessageQueue[]> {
    const response = await this.#invoke(address, lockQueuesRequest(lock))
    return readLockQueuesResponse(response, { address, group: lock.consumerGroup })
  }

  /** One-way: a lock that is not given back runs out. */
  unlockQueues(address: string, lock: QueueLock): Promise<void> {
    return this.#oneway(address, unlockQueuesRequest(lock))
  }

  // --- assignments by the broker

  /** What a member of a group is to read of a topic; `undefined` when the broker cannot say. RocketMQ 5. */
  async queryAssignment(
    address: string,
    question: AssignmentQuestion,
  ): Promise<TopicAssignment | undefined> {
    const response = await this.#invoke(address, queryAssignmentRequest(question))
    return readQueryAssignmentResponse(response, about(address, question))
  }

  /** Sets how a group reads a topic, at this broker: set it at each broker of the topic. RocketMQ 5. */
  async setRequestMode(address: string, setting: RequestModeSetting): Promise<void> {
    const response = await this.#invoke(address, setRequestModeRequest(setting))
    readSetRequestModeResponse(response, about(address, setting))
  }

  /** Tells a broker which lite topics a client subscribes to. RocketMQ 5.5. */
  async subscribeLite(address: string, subscription: LiteSubscription): Promise<void> {
    const response = await this.#invoke(address, liteSubscriptionRequest(subscription))
    const { topic, group } = subscription
    readLiteSubscriptionResponse(response, { address, topic, group })
  }

  // --- topics

  /** Creates a topic at this broker, or changes it. The name servers know it at once. */
  async createTopic(address: string, config: TopicConfig): Promise<void> {
    const response = await this.#invoke(address, createTopicRequest(config))
    readCreateTopicResponse(response, { address, topic: config.topic })
  }

  /** Deletes a topic and its messages at this broker. */
  async deleteTopic(address: string, topic: string): Promise<void> {
    const response = await this.#invoke(address, deleteTopicInBrokerRequest(topic))
    const subject = { address, topic }
    readDeleteTopicResponse(REQUEST_CODE.DELETE_TOPIC_IN_BROKER, response, subject)
  }

  #invoke(address: string, request: RemotingRequest): Promise<RemotingResponse> {
    return this.#caller.invoke(address, request, { timeoutMs: this.#timeoutMs })
  }

  #oneway(address: string, request: RemotingRequest): Promise<void> {
    return this.#caller.oneway(address, request, { timeoutMs: this.#timeoutMs })
  }
}

function about(address: string, { topic, consumerGroup }: Partial<GroupPlace>) {
  return {
    address,
    ...(topic === undefined ? {} : { topic }),
    ...(consumerGroup === undefined ? {} : { group: consumerGroup }),
  }
}
