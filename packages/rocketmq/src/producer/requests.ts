import { randomUUID } from 'node:crypto'

import {
  type BodyError,
  ConfigurationError,
  ReplyTimeout,
  RequestAborted,
} from '../errors/errors.js'
import { UnderWay } from '../flow/under-way.js'
import type { Message } from '../message/message.js'
import type { CompressionCodecs } from '../protocol/compression.js'
import { PROPERTY } from '../protocol/property-names.js'
import { REQUEST_CODE } from '../protocol/request-code.js'
import { type PushedReply, readPushedReply } from '../protocol/requests/push-reply.js'
import type { RemotingResponse, ServerRequest } from '../remoting/command.js'
import type { MessageSender } from '../send/message-sender.js'
import type { SendOptions } from '../send/send-options.js'
import { watchLimit } from '../send/time-limit.js'
import { texts } from '../texts/texts.js'

/** What a request may have of its own. */
export interface RequestOptions extends Omit<SendOptions, 'timeoutMs'> {
  /** Milliseconds for everything: the send, the work of whoever replies, the way back. */
  readonly timeoutMs: number
}

/** What came back. */
export interface Reply {
  /** Decompressed; as it was sent when {@link bodyError} is set. */
  readonly body: Buffer
  /** Why the body could not be read, where it could not. */
  readonly bodyError: BodyError | undefined
  /** The replier's own properties. */
  readonly properties: Readonly<Record<string, string>>
  /** When it was sent, by the replier's clock, in milliseconds since 1970. */
  readonly bornTimestamp: number
}

export interface RequestsParts {
  readonly sender: MessageSender
  readonly codecs: CompressionCodecs
}

/**
 * Requests over topics that wait for their replies. A broker pushes a reply over the connection that it knows this
 * producer by.
 *
 * Source: apache/rocketmq `client/.../impl/producer/DefaultMQProducerImpl.java` (`request`),
 * `broker/.../processor/ReplyMessageProcessor.java`.
 */
export class Requests {
  readonly #parts: RequestsParts
  /** By correlation id. */
  readonly #waiting = new Map<string, (reply: PushedReply) => void>()
  readonly #underWay = new UnderWay()
  #stopListening: (() => void) | undefined

  constructor(parts: RequestsParts) {
    this.#parts = parts
  }

  /** @throws {@link ReplyTimeout} {@link RequestAborted} and the errors of a send */
  request(message: Message, options: RequestOptions): Promise<Reply> {
    return this.#underWay.track(this.#request(message, options))
  }

  /** Resolves when no request waits any more: each has its own time limit. Never rejects. */
  async close(): Promise<void> {
    await this.#underWay.whenNone()
    this.#stopListening?.()
  }

  async #request(message: Message, options: RequestOptions): Promise<Reply> {
    const { sender } = this.#parts
    const { timeoutMs, signal } = options
    sender.requireRunning()
    if (!(Number.isFinite(timeoutMs) && timeoutMs > 0)) {
      const issue = { path: 'timeoutMs', text: texts.mustBeOver0Ms({ value: timeoutMs }) }
      throw new ConfigurationError(texts.requestOptions(), [issue])
    }
    this.#listen()
    const correlationId = randomUUID()
    const { topic } = message
    const deadlineMs = performance.now() + timeoutMs
    const properties = {
      [PROPERTY.CORRELATION_ID]: correlationId,
      [PROPERTY.REPLY_TO_CLIENT]: sender.client.clientId,
      [PROPERTY.TTL]: `${timeoutMs}`,
    }
    const reply = new Promise<PushedReply>((resolve) => this.#waiting.set(correlationId, resolve))
    try {
      const { msgId } = await sender.sendSystem(message, { kind: 'request', properties }, options)
      const {
        body,
        error: bodyError,
        ...rest
      } = await new Promise<PushedReply>((resolve, reject) => {
        const onTimeout = (): Error => replyTimedOut(topic, msgId, timeoutMs)
        const onAbort = (): Error => replyAborted(topic, signal?.reason)
        const limit = { deadlineMs, signal, onTimeout, onAbort }
        const stop = watchLimit(limit, reject)
        void reply.finally(stop).then(resolve)
      })
      const { properties: own, bornTimestamp } = rest
      return { body, bodyError, properties: own, bornTimestamp }
    } finally {
      this.#waiting.delete(correlationId)
    }
  }

  #listen(): void {
    const { sender } = this.#parts
    this.#stopListening ??= sender.client.remoting.onRequest(
      REQUEST_CODE.PUSH_REPLY_MESSAGE_TO_CLIENT,
      (request) => this.#onReply(request),
    )
  }

  /** A reply that nobody waits for here is left to the other producers of the client. */
  #onReply(request: ServerRequest): RemotingResponse | undefined {
    const { sender, codecs } = this.#parts
    const maxBodyBytes = sender.settings.maxMessageBytes
    const reply = readPushedReply(request, { codecs, maxBodyBytes })
    const resolve = this.#waiting.get(reply.correlationId)
    if (resolve === undefined) {
      const { correlationId } = reply
      sender.logger.debug(texts.logReplyLate(), { correlationId })
      return undefined
    }
    resolve(reply)
    return { code: 0, remark: undefined, ext: {}, body: Buffer.alloc(0) }
  }
}

function replyTimedOut(topic: string, msgId: string, timeoutMs: number): ReplyTimeout {
  return new ReplyTimeout({
    code: 'ROCKETMQ_REPLY_TIMEOUT',
    text: texts.replyTimedOut({ topic, msgId, timeoutMs }),
    details: { topic, msgId, timeoutMs },
  })
}

function replyAborted(topic: string, reason: unknown): RequestAborted {
  return new RequestAborted({
    code: 'ROCKETMQ_REQUEST_ABORTED',
    text: texts.sendAborted({ topic, stored: texts.sendMaybeStored() }),
    details: { topic, isSent: true },
    cause: reason,
  })
}
