import { randomUUID } from 'node:crypto'

import type { IncomingReply, OutgoingMessage, ReplyBox } from '@arq/core'
import { callListener } from '@arq/core/internal'
import {
  compressionCodecs,
  isRocketMQError,
  type Producer,
  PROPERTY,
  readPushedReply,
  type RemotingResponse,
  type ReplyAddress,
  REQUEST_CODE,
  type ServerRequest,
} from '@arq/rocketmq'

import type { Cluster } from '../connection/cluster.js'
import { publishError, unroutable } from '../rocketmq-errors.js'
import { readReplyAddress, type ReplyPlace, writeReplyAddress } from './reply-address.js'

/** Property of a reply: the correlation id of the job. RocketMQ's own names the box. */
const CORRELATION = 'arq-correlation-id'
/** Property of a reply without a body: RocketMQ takes no empty one. */
const EMPTY = 'arq-empty'
/** The largest reply that is read, once decompressed. */
const MAX_BODY_BYTES = 64 * 1024 * 1024
/** How long a broker may take to hand a reply on. */
const TTL_MS = 30_000

const DONE: RemotingResponse = { code: 0, remark: undefined, ext: {}, body: Buffer.alloc(0) }

/**
 * Replies by RocketMQ's own way (RIP "request-reply"): the broker pushes one over the connection that it knows the
 * receiver by, and tells the sender whether it arrived.
 */
export class Replies {
  readonly #cluster: Cluster
  readonly #producer: Producer
  readonly #boxes = new Map<string, (reply: IncomingReply) => void>()
  readonly #codecs = compressionCodecs()
  #stopListening: (() => void) | undefined

  constructor(cluster: Cluster, producer: Producer) {
    this.#cluster = cluster
    this.#producer = producer
  }

  async openBox(onReply: (reply: IncomingReply) => void): Promise<ReplyBox> {
    const { client } = this.#cluster
    this.#stopListening ??= client.remoting.onRequest(
      REQUEST_CODE.PUSH_REPLY_MESSAGE_TO_CLIENT,
      (request) => this.#onReply(request),
    )
    const { brokerName, cluster } = await this.#introduce()
    const box = randomUUID()
    this.#boxes.set(box, onReply)
    return {
      address: writeReplyAddress({ clientId: client.clientId, cluster, brokerName, box }),
      close: () => {
        this.#boxes.delete(box)
        return Promise.resolve()
      },
    }
  }

  /**
   * Resolves when the receiver has the reply.
   * @throws {@link PublishNotConfirmed} `ARQ_PUBLISH_UNROUTABLE` when nobody is there
   */
  async send({
    queueName: address,
    body,
    messageId,
    correlationId,
  }: OutgoingMessage): Promise<void> {
    const place = readReplyAddress(address)
    if (!place) throw unroutable(address, messageId)
    const isEmpty = body.byteLength === 0
    const properties = {
      ...(correlationId !== undefined && { [CORRELATION]: correlationId }),
      ...(isEmpty && { [EMPTY]: '1' }),
    }
    try {
      const content = isEmpty ? new Uint8Array(1) : new Uint8Array(body)
      await this.#producer.reply(requestOf(place), content, { properties })
    } catch (error) {
      if (isNobodyThere(error)) throw unroutable(address, messageId)
      throw publishError(error, { queueName: address, messageId })
    }
  }

  close(): void {
    this.#stopListening?.()
    this.#boxes.clear()
  }

  /** A broker that knows us on the connection to it. */
  async #introduce() {
    const masters = await this.#cluster.masters()
    for (const master of masters) {
      if (await this.#cluster.client.introduceTo(master.address)) return master
    }
    const [first] = masters
    if (!first) throw new Error('a cluster has a broker')
    return first
  }

  /** One for a box that is closed stays unanswered here: the broker then tells its sender. */
  #onReply(request: ServerRequest): RemotingResponse | undefined {
    const limits = { codecs: this.#codecs, maxBodyBytes: MAX_BODY_BYTES }
    const { body, correlationId: box, properties } = readPushedReply(request, limits)
    const onReply = this.#boxes.get(box)
    if (!onReply) return undefined
    const content = properties[EMPTY] === undefined ? body : body.subarray(0, 0)
    const correlationId = properties[CORRELATION]
    callListener(() => onReply({ body: content, correlationId }))
    return DONE
  }
}

/** The request that RocketMQ would take the reply to be for. */
const requestOf = ({ clientId, cluster, brokerName, box }: ReplyPlace): ReplyAddress => ({
  brokerName,
  msgId: box,
  topic: '',
  systemProperties: {
    [PROPERTY.CLUSTER]: cluster,
    [PROPERTY.CORRELATION_ID]: box,
    [PROPERTY.REPLY_TO_CLIENT]: clientId,
    [PROPERTY.TTL]: `${TTL_MS}`,
  },
})

/** Source: apache/rocketmq `broker/.../processor/ReplyMessageProcessor.java` (`pushReplyMessage`). */
function isNobodyThere(error: unknown): boolean {
  if (!isRocketMQError(error)) return false
  if (error.code === 'ROCKETMQ_TOPIC_NOT_FOUND') return true
  return /push reply (?:message|msg)/i.test(error.message)
}
