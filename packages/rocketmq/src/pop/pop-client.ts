import type { StopSignal } from '../flow/stop-signal.js'
import type { CompressionCodecs } from '../protocol/compression.js'
import type { PopHandle } from '../protocol/pop-handle.js'
import {
  batchAckRequest,
  fitsBatchAck,
  readBatchAckResponse,
} from '../protocol/requests/batch-ack.js'
import {
  type PopLiteHeader,
  popLiteRequest,
  readPopLiteResponse,
} from '../protocol/requests/lite.js'
import {
  ackRequest,
  changeInvisibleRequest,
  notificationRequest,
  type PopHeader,
  type PopPlace,
  popRequest,
  type PopResult,
  readAckResponse,
  readChangeInvisibleResponse,
  readNotificationResponse,
  readPopResponse,
} from '../protocol/requests/pop.js'
import type {
  InvokeOptions,
  RemotingCaller,
  RemotingRequest,
  RemotingResponse,
} from '../remoting/command.js'
import type { RouteTable } from '../routing/route-table.js'

export interface PopClientParts {
  readonly caller: RemotingCaller
  readonly routes: RouteTable
  readonly codecs: CompressionCodecs
  readonly maxBodyBytes: number
  /** For each call, beside the time that a broker may hold it. */
  readonly timeoutMs: number
}

/** A broker that a topic can be popped from. */
export interface PopTarget {
  /** With the namespace. */
  readonly topic: string
  readonly brokerName: string
  readonly address: string
  /** Absent: any queue of the broker. */
  readonly queueId?: number | undefined
}

/** Typed calls of consumption by pop. */
export class PopClient {
  readonly #parts: PopClientParts

  constructor(parts: PopClientParts) {
    this.#parts = parts
  }

  /** @throws {@link BrokerError} {@link DecodeError} and what `RemotingCaller.invoke` throws */
  async pop(target: PopTarget, header: PopHeader, signal: StopSignal): Promise<PopResult> {
    const { address, brokerName } = target
    const { codecs, maxBodyBytes } = this.#parts
    const { topic, consumerGroup: group, pollMs } = header
    const response = await this.#invoke(address, popRequest(header), pollMs, signal)
    const subject = { address, topic, group, brokerName }
    return readPopResponse(response, subject, { codecs, maxBodyBytes })
  }

  /** Messages of the lite topics that this client subscribes to. @throws as {@link pop} */
  async popLite(target: PopTarget, header: PopLiteHeader, signal: StopSignal): Promise<PopResult> {
    const { address, brokerName } = target
    const { codecs, maxBodyBytes } = this.#parts
    const { topic, consumerGroup: group, pollMs } = header
    const response = await this.#invoke(address, popLiteRequest(header), pollMs, signal)
    const subject = { address, topic, group, brokerName }
    return readPopLiteResponse(response, subject, { codecs, maxBodyBytes })
  }

  /** Resolves with whether the topic has a message: at once, or when the broker has held the question long enough. */
  async untilMessage(target: PopTarget, header: PopHeader, signal: StopSignal): Promise<boolean> {
    const { address, topic } = target
    const request = notificationRequest(header)
    const response = await this.#invoke(address, request, header.pollMs, signal)
    return readNotificationResponse(response, { address, topic, group: header.consumerGroup })
  }

  async ack(place: PopPlace): Promise<void> {
    const address = this.#masterOf(place)
    const response = await this.#invoke(address, ackRequest(place))
    readAckResponse(response, { address, topic: place.topic, group: place.consumerGroup })
  }

  /**
   * Acknowledges messages of one broker with as few requests as it allows.
   * @throws {@link BrokerError} and what `RemotingCaller.invoke` throws: then nothing is known of any of them
   */
  async ackBatch(brokerName: string, places: readonly PopPlace[]): Promise<void> {
    const batched = places.filter(fitsBatchAck)
    await Promise.all(
      places.filter((place) => !fitsBatchAck(place)).map((place) => this.ack(place)),
    )
    const [first] = batched
    if (first === undefined) return
    const address = this.#parts.routes.masterAddress(brokerName)
    const response = await this.#invoke(address, batchAckRequest(brokerName, batched))
    readBatchAckResponse(response, { address, topic: first.topic, group: first.consumerGroup })
  }

  /** Returns the new handle. */
  async changeInvisible(
    place: PopPlace,
    invisibleMs: number,
    how?: { readonly isSuspended?: boolean },
  ): Promise<PopHandle> {
    const address = this.#masterOf(place)
    const response = await this.#invoke(address, changeInvisibleRequest(place, invisibleMs, how))
    const subject = { address, topic: place.topic, group: place.consumerGroup }
    return readChangeInvisibleResponse(response, subject, place)
  }

  #invoke(
    address: string,
    request: RemotingRequest,
    heldMs = 0,
    signal?: StopSignal,
  ): Promise<RemotingResponse> {
    const { caller, timeoutMs } = this.#parts
    const limits: InvokeOptions = { timeoutMs: timeoutMs + heldMs, ...(signal && { signal }) }
    return caller.invoke(address, request, limits)
  }

  #masterOf({ handle }: PopPlace): string {
    return this.#parts.routes.masterAddress(handle.brokerName)
  }
}
