import { type Clock, ClosedError, toError, type TransportError } from '@arq/core'
import { within } from '@arq/core/internal'

import { connectionLost } from '../amqp-errors.js'
import type { ResolvedAmqpSettings } from '../amqp-settings.js'
import type { AmqpConnection } from '../connection/connection.js'
import type { TopologyAsserter } from '../topology/assert-topology.js'
import type { Route } from '../topology/route.js'
import { Backlog } from './backlog.js'
import { BlockedState } from './blocked-state.js'
import { DeclareGate } from './declare-gate.js'
import type { Load } from './load.js'
import type { Outbound } from './outbound.js'
import { PendingPublish } from './pending-publish.js'
import { PublishChannel } from './publish-channel.js'
import { DeadlineTimer, type Obstacle, rejectOverdue } from './publish-deadlines.js'
import {
  blocked,
  nacked,
  unanswered,
  unconfirmedFull,
  unencodable,
  unroutable,
} from './publish-errors.js'
import { PublishLimits } from './publish-limits.js'
import { RefusedPublishes } from './refused-publishes.js'
import type { Router } from './router.js'

export interface PublisherParts {
  readonly connection: AmqpConnection
  readonly topology: TopologyAsserter
  readonly router: Router
  readonly settings: ResolvedAmqpSettings
  readonly clock: Clock
  readonly onChannelClosed: (error: TransportError) => void
}

/**
 * Publishes with confirms on a channel of its own. At most `maxUnconfirmed` messages are out. A bounded number waits here
 * in order, so that amqplib's unbounded buffer stays small. A message that was sent when the channel dies is rejected:
 * whether the broker has it is unknown. One that was not sent goes out on the next channel.
 */
export class Publisher {
  readonly #parts: PublisherParts
  readonly #limits: PublishLimits
  readonly #channel: PublishChannel
  readonly #backlog = new Backlog()
  readonly #gate: DeclareGate
  readonly #refused: RefusedPublishes
  readonly #timer: DeadlineTimer
  readonly #blocked: BlockedState
  #toEnd: (() => Error) | undefined
  #onIdle: (() => void) | undefined

  constructor(parts: PublisherParts) {
    this.#parts = parts
    const { connection, topology, settings, clock, onChannelClosed } = parts
    this.#limits = new PublishLimits(settings)
    this.#channel = new PublishChannel({
      connection,
      settings,
      clock,
      onReady: () => this.#pump(),
      onAnswer: (publish, isAck) => this.#settle(publish, isAck),
      onAnswered: () => this.#pump(),
      onLost: (error, publishes) => this.#onLost(error, publishes),
      onChannelClosed,
    })
    const onReleased = (publishes: readonly PendingPublish[]): void => this.#resend(publishes)
    this.#gate = new DeclareGate({ topology, onReleased })
    this.#refused = new RefusedPublishes({ clock, onReleased })
    this.#timer = new DeadlineTimer(
      Math.min(settings.confirmTimeoutMs, settings.connectionTimeoutMs),
      { clock, onStep: () => this.#onTimer() },
    )
    this.#blocked = new BlockedState(connection, clock, () => this.#pump())
    connection.observe({ onEnded: (toEnd) => this.#abandon(toEnd) })
  }

  start(limitMs: number): Promise<void> {
    return this.#channel.start(limitMs)
  }

  /** Resolves with the broker's confirm. */
  publish(outbound: Outbound): Promise<void> {
    const refusal =
      this.#toEnd?.() ?? this.#limits.refusalOf(outbound, this.#load, this.#blocked.reason)
    if (refusal) return Promise.reject(refusal)
    return new Promise((resolve, reject) => {
      const nowMs = this.#parts.clock.monotonicNow()
      this.#backlog.push(new PendingPublish(outbound, nowMs, resolve, reject))
      this.#pump()
    })
  }

  /** Takes no more, waits for the confirms of what it has, at most for `limitMs`, and rejects the rest. */
  async close(limitMs: number): Promise<void> {
    const toEnd = (): Error => new ClosedError('AmqpTransport')
    this.#toEnd ??= toEnd
    if (!this.#isIdle()) {
      const idle = new Promise<void>((resolve) => (this.#onIdle = resolve))
      await within(idle, limitMs, this.#parts.clock)
    }
    this.#abandon(toEnd)
    await this.#channel.stop()
  }

  get #load(): Load {
    const [backlog, gate, refused] = [this.#backlog, this.#gate, this.#refused]
    return {
      unconfirmed: this.#channel.window,
      waiting: {
        size: backlog.size + gate.size + refused.size,
        bytes: backlog.bytes + gate.bytes + refused.bytes,
      },
    }
  }

  // --- sending ------------------------------------------------------------------------------------

  #pump(): void {
    let next = this.#backlog.peek()
    while (next && this.#channel.isReady && this.#blocked.reason === undefined) {
      if (!this.#limits.hasRoomFor(next.bytes, this.#channel.window)) break
      this.#backlog.shift()
      this.#dispatch(next)
      next = this.#backlog.peek()
    }
    if (this.#isIdle()) this.#onIdle?.()
    else this.#timer.keepRunning()
  }

  #dispatch(publish: PendingPublish): void {
    // Its time ran out while its queue was declared.
    if (publish.isTold) return
    try {
      // Each time anew: what a delayed message has waited for its queues comes off its delay.
      publish.route = this.#parts.router.route(publish.outbound)
    } catch (error) {
      publish.reject(toError(error))
      return
    }
    if (this.#gate.admit(publish, publish.route)) this.#send(publish, publish.route)
  }

  #send(publish: PendingPublish, route: Route): void {
    try {
      // Not sent on a channel that is gone: it goes out on the next one, of which we hear soon.
      if (!this.#channel.send(publish, route)) this.#backlog.putBack([publish])
    } catch (error) {
      publish.reject(unencodable(publish.outbound.target, error))
    }
  }

  #resend(publishes: readonly PendingPublish[]): void {
    this.#backlog.putBack(publishes)
    this.#pump()
  }

  // --- answers ------------------------------------------------------------------------------------

  #settle(publish: PendingPublish, isAck: boolean): void {
    const { returnedReason, isSecondTry, isTold, outbound } = publish
    const { kind, target } = outbound
    if (isAck && returnedReason === undefined) {
      publish.resolve()
      return
    }
    // The broker certainly does not have it.
    if (kind !== 'reply' && !isTold) {
      if (!isAck && this.#isElecting(publish)) {
        this.#refused.add(publish)
        return
      }
      if (!isSecondTry) {
        this.#sendOnceMore(publish)
        return
      }
    }
    publish.reject(isAck ? unroutable(target, returnedReason ?? '') : nacked(target))
  }

  /** A quorum queue that is new to us may have no leader yet, and refuses messages until it has one. */
  #isElecting({ route, acceptedAtMs }: PendingPublish): boolean {
    const { clock, settings, topology } = this.#parts
    if (this.#toEnd) return false
    const hasTime = clock.monotonicNow() - acceptedAtMs < settings.confirmTimeoutMs
    return hasTime && (route?.queues ?? []).some(({ name }) => topology.isFresh(name))
  }

  /** Somebody deleted a queue on its way after it was declared here. */
  #sendOnceMore(publish: PendingPublish): void {
    for (const { name } of publish.route?.queues ?? []) this.#parts.topology.forget(name)
    publish.isSecondTry = true
    publish.returnedReason = undefined
    this.#backlog.putBack([publish])
  }

  // --- losses and time limits ---------------------------------------------------------------------

  #onLost(error: TransportError, publishes: readonly PendingPublish[]): void {
    // What closed the channel may be that something is not there any more.
    this.#parts.topology.forgetAll()
    for (const publish of publishes) publish.reject(unanswered(error, publish.route))
    this.#pump()
  }

  /** Nothing will go out any more. */
  #abandon(toEnd: () => Error): void {
    this.#toEnd ??= toEnd
    this.#timer.stop()
    for (const waiting of [this.#backlog, this.#gate, this.#refused]) {
      for (const publish of waiting.drain()) publish.reject(toEnd())
    }
    const { where } = this.#parts.connection
    for (const publish of this.#channel.window.drain()) {
      publish.reject(connectionLost('closed before the confirm came', where))
    }
    this.#onIdle?.()
  }

  #isIdle(): boolean {
    if (this.#channel.window.size + this.#backlog.size > 0) return false
    return this.#gate.size + this.#refused.size === 0
  }

  #onTimer(): void {
    const { clock, settings, connection } = this.#parts
    const isUnconfirmed = rejectOverdue(
      {
        window: this.#channel.window,
        gate: this.#gate,
        backlog: this.#backlog,
        obstacle: this.#obstacle(),
        confirmTimeoutMs: settings.confirmTimeoutMs,
      },
      clock.monotonicNow(),
    )
    // A broker that is blocked, or whose queue has no leader, still answers.
    if (isUnconfirmed) void connection.probe()
    this.#pump()
  }

  #obstacle(): Obstacle {
    const { connection, settings } = this.#parts
    const { connectionTimeoutMs, confirmTimeoutMs } = settings
    const { downSinceMs } = this.#channel
    if (downSinceMs !== undefined) {
      const toError = (): Error => connection.notReached(connectionTimeoutMs)
      return { sinceMs: downSinceMs, limitMs: connectionTimeoutMs, toError }
    }
    const { reason, sinceMs } = this.#blocked
    if (reason !== undefined) {
      const toError = ({ outbound }: PendingPublish): Error => blocked(outbound.target, reason)
      return { sinceMs, limitMs: confirmTimeoutMs, toError }
    }
    // The window is full. Waiting is fine as long as confirms keep coming.
    const toError = (): Error => unconfirmedFull(this.#load, settings)
    return { sinceMs: this.#channel.lastProgressAtMs, limitMs: confirmTimeoutMs, toError }
  }
}
