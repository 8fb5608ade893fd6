import { ClosedError, type TransportError } from '@arq/core'
import { toError } from '@arq/core/internal'
import type { ConfirmChannel } from 'amqplib'

import { channelClosed, connectionLost, replyCodeOf, toChannelError } from '../amqp-errors.js'
import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import { ChannelSupervisor } from '../connection/channel-supervisor.js'
import type { AmqpConnection } from '../connection/connection.js'
import { within } from '../time-limit.js'
import type { TopologyAsserter } from '../topology/assert-topology.js'
import { openPublishLink } from '../wire/open-publish-link.js'
import { ChannelGone, type PublishLink } from '../wire/publish-link.js'
import { ConfirmWindow } from './confirm-window.js'
import { DeclareGate } from './declare-gate.js'
import { Fifo } from './fifo.js'
import type { Outbound } from './outbound.js'
import { PendingPublish } from './pending-publish.js'
import { DeadlineTimer, type Obstacle, rejectOverdue } from './publish-deadlines.js'
import {
  blocked,
  bufferFull,
  nacked,
  outcomeUnknown,
  tooLarge,
  unencodable,
  unroutable,
} from './publish-errors.js'
import type { Route, Router } from './router.js'

interface PublisherOptions {
  readonly connection: AmqpConnection
  readonly topology: TopologyAsserter
  readonly router: Router
  readonly settings: ResolvedAmqpSettings
  readonly onChannelClosed: (error: TransportError) => void
}

/**
 * Publishes with confirms on a channel of its own. At most `maxUnconfirmed` messages are out; the rest waits here in
 * order, so that amqplib's unbounded buffer stays small. A message that was sent when the channel dies is rejected:
 * whether the broker has it is unknown. One that was not sent goes out on the next channel.
 */
export class Publisher {
  readonly #options: PublisherOptions
  readonly #supervisor: ChannelSupervisor<ConfirmChannel>
  readonly #timer: DeadlineTimer
  readonly #backlog = new Fifo<PendingPublish>()
  readonly #gate: DeclareGate
  #window = new ConfirmWindow()
  #link: PublishLink | undefined
  #needsDrain = false
  #disconnectedAtMs = Date.now()
  #lastProgressAtMs = 0
  #blocked: { readonly reason: string; readonly sinceMs: number } | undefined
  #toEnd: (() => Error) | undefined
  #onIdle: (() => void) | undefined

  constructor(options: PublisherOptions) {
    this.#options = options
    const { connection, topology, settings, onChannelClosed } = options
    this.#timer = new DeadlineTimer(
      Math.min(settings.confirmTimeoutMs, settings.connectionTimeoutMs),
      () => this.#onTimer(),
    )
    this.#gate = new DeclareGate({ topology, onReleased: (publishes) => this.#resend(publishes) })
    this.#supervisor = new ChannelSupervisor({
      connection,
      // A 404 is about an exchange that is gone: what a message needs is declared before it, except by somebody else.
      toError: (thrown) =>
        replyCodeOf(thrown) === 404 ? channelClosed(thrown) : toChannelError(thrown, 'publishing'),
      reconnectIntervalMs: settings.reconnectIntervalMs,
      open: (model) => model.createConfirmChannel(),
      setUp: (channel) => this.#setUp(channel),
      onLost: (error) => this.#onLost(error),
      onChannelClosed,
    })
    connection.observe({
      onLost: () => (this.#blocked = undefined),
      onBlocked: (reason) => (this.#blocked = { reason, sinceMs: Date.now() }),
      onUnblocked: () => {
        this.#blocked = undefined
        this.#pump()
      },
      onEnded: (toEnd) => this.#abandon(toEnd),
    })
  }

  start(limitMs: number): Promise<void> {
    return this.#supervisor.start(limitMs)
  }

  /** Resolves with the broker's confirm. */
  publish(outbound: Outbound): Promise<void> {
    return new Promise((resolve, reject) => {
      const refusal = this.#refusalFor(outbound)
      if (refusal) {
        reject(refusal)
        return
      }
      this.#backlog.push(new PendingPublish(outbound, Date.now(), resolve, reject))
      this.#pump()
    })
  }

  /** Takes no more, waits for the confirms of what it has, at most for `limitMs`, and rejects the rest. */
  async close(limitMs: number): Promise<void> {
    const toEnd = (): Error => new ClosedError('AmqpTransport')
    this.#toEnd ??= toEnd
    if (!this.#isIdle()) {
      await within(limitMs, new Promise<void>((resolve) => (this.#onIdle = resolve)))
    }
    this.#abandon(toEnd)
    await this.#supervisor.stop()
  }

  // --- policy -------------------------------------------------------------------------------------

  #refusalFor({ kind, target, body }: Outbound): Error | undefined {
    const { maxMessageBytes, maxUnconfirmed, whenFull } = this.#options.settings
    if (this.#toEnd) return this.#toEnd()
    // The broker took a dead letter's body before, from somebody with a higher limit: refused here, it could never leave.
    if (kind !== 'deadLetter' && body.length > maxMessageBytes) {
      return tooLarge(target, body.length, maxMessageBytes)
    }
    if (whenFull === 'wait') return undefined
    if (this.#blocked) return blocked(target, this.#blocked.reason)
    const count = this.#window.size + this.#backlog.size
    const isFull = count >= maxUnconfirmed || !this.#hasRoomFor(body.length)
    return isFull ? this.#bufferFull() : undefined
  }

  #hasRoomFor(bytes: number): boolean {
    const { maxUnconfirmed, maxUnconfirmedBytes } = this.#options.settings
    const window = this.#window
    // A single message may be larger than the limit, or it could never go.
    if (window.size === 0) return true
    return window.size < maxUnconfirmed && window.bytes + bytes <= maxUnconfirmedBytes
  }

  #bufferFull(): Error {
    const count = this.#window.size + this.#backlog.size
    return bufferFull({ count, bytes: this.#window.bytes }, this.#options.settings)
  }

  // --- sending ------------------------------------------------------------------------------------

  #pump(): void {
    let next = this.#backlog.peek()
    while (next && this.#link && !this.#blocked && !this.#needsDrain) {
      if (!this.#hasRoomFor(next.bytes)) break
      this.#backlog.shift()
      this.#dispatch(next, this.#link)
      next = this.#backlog.peek()
    }
    if (this.#isIdle()) this.#onIdle?.()
    else this.#timer.keepRunning()
  }

  #dispatch(publish: PendingPublish, link: PublishLink): void {
    // Its time ran out while its queue was declared.
    if (publish.isTold) return
    try {
      // Each time anew: what a delayed message has waited for its queues comes off its delay.
      publish.route = this.#options.router.route(publish.outbound, Date.now())
    } catch (error) {
      publish.reject(toError(error))
      return
    }
    if (this.#gate.admit(publish, publish.route)) this.#send(publish, publish.route, link)
  }

  #send(publish: PendingPublish, route: Route, link: PublishLink): void {
    const { body, target } = publish.outbound
    const { exchange, routingKey, properties } = route
    const message = properties === undefined ? publish.outbound : { body, properties }
    try {
      this.#needsDrain = !link.publish(exchange, routingKey, message)
    } catch (error) {
      if (!(error instanceof ChannelGone)) {
        publish.reject(unencodable(target, error))
        return
      }
      // Not sent: it goes out on the next channel. `#onLost` is on its way.
      this.#link = undefined
      this.#backlog.putBack([publish])
      return
    }
    publish.sentAtMs = Date.now()
    this.#lastProgressAtMs = publish.sentAtMs
    this.#window.add(publish)
  }

  #resend(publishes: readonly PendingPublish[]): void {
    this.#backlog.putBack(publishes)
    this.#pump()
  }

  // --- answers ------------------------------------------------------------------------------------

  #setUp(channel: ConfirmChannel): Promise<void> {
    this.#window = new ConfirmWindow()
    this.#needsDrain = false
    channel.on('ack', ({ deliveryTag, multiple }) => this.#onConfirm(deliveryTag, multiple, true))
    channel.on('nack', ({ deliveryTag, multiple }) => this.#onConfirm(deliveryTag, multiple, false))
    // The broker sends a message back before it confirms it.
    channel.on('return', ({ fields, properties }) => {
      // amqplib's type leaves the reply of a returned message out.
      const reason: unknown = Reflect.get(fields, 'replyText')
      this.#window.markReturned(properties.messageId, String(reason))
    })
    this.#link = openPublishLink(channel, this.#options.settings.wire, () => {
      this.#needsDrain = false
      this.#pump()
    })
    this.#pump()
    return Promise.resolve()
  }

  #onConfirm(tag: number, multiple: boolean, isAck: boolean): void {
    for (const publish of this.#window.take(tag, multiple)) this.#settle(publish, isAck)
    this.#lastProgressAtMs = Date.now()
    this.#pump()
  }

  #settle(publish: PendingPublish, isAck: boolean): void {
    const { returnedReason, isSecondTry, isTold } = publish
    const { kind, target } = publish.outbound
    if (isAck && returnedReason === undefined) publish.resolve()
    else if (kind !== 'reply' && !isSecondTry && !isTold) this.#sendOnceMore(publish)
    else publish.reject(isAck ? unroutable(target, returnedReason ?? '') : nacked(target))
  }

  /**
   * The broker certainly does not have it. Sent back: somebody deleted the queue after it was declared here. Refused:
   * a quorum queue that was declared a moment ago does that while it has no leader yet (seen on RabbitMQ 3.10), and a
   * full queue refuses again.
   */
  #sendOnceMore(publish: PendingPublish): void {
    for (const { name } of publish.route?.queues ?? []) this.#options.topology.forget(name)
    publish.isSecondTry = true
    publish.returnedReason = undefined
    this.#backlog.putBack([publish])
  }

  // --- losses and time limits ---------------------------------------------------------------------

  #onLost(error: TransportError): void {
    this.#link = undefined
    this.#needsDrain = false
    this.#disconnectedAtMs = Date.now()
    // What closed the channel may be that something is not there any more.
    this.#options.topology.forgetAll()
    for (const publish of this.#window.drain()) publish.reject(outcomeUnknown(error))
    this.#pump()
  }

  /** Nothing will go out any more. */
  #abandon(toEnd: () => Error): void {
    this.#toEnd ??= toEnd
    this.#timer.stop()
    for (const publish of [...this.#backlog.drain(), ...this.#gate.drain()]) publish.reject(toEnd())
    const { where } = this.#options.connection
    for (const publish of this.#window.drain()) {
      publish.reject(connectionLost('closed before the confirm came', where))
    }
    this.#onIdle?.()
  }

  #isIdle(): boolean {
    return this.#backlog.size + this.#window.size === 0 && this.#gate.isEmpty
  }

  #onTimer(): void {
    const { confirmTimeoutMs } = this.#options.settings
    const [window, gate, backlog] = [this.#window, this.#gate, this.#backlog]
    const obstacle = this.#obstacle()
    rejectOverdue({ window, gate, backlog, obstacle, confirmTimeoutMs }, Date.now())
    this.#pump()
  }

  #obstacle(): Obstacle {
    const { connection, settings } = this.#options
    const { connectionTimeoutMs, confirmTimeoutMs } = settings
    if (!this.#link) {
      const toError = (): Error => connection.notReached(connectionTimeoutMs)
      return { sinceMs: this.#disconnectedAtMs, limitMs: connectionTimeoutMs, toError }
    }
    if (this.#blocked) {
      const { reason, sinceMs } = this.#blocked
      const toError = ({ outbound }: PendingPublish): Error => blocked(outbound.target, reason)
      return { sinceMs, limitMs: confirmTimeoutMs, toError }
    }
    // The window is full. Waiting is fine as long as confirms keep coming.
    const toError = (): Error => this.#bufferFull()
    return { sinceMs: this.#lastProgressAtMs, limitMs: confirmTimeoutMs, toError }
  }
}
