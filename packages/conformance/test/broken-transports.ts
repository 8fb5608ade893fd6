import type {
  BroadcastSignal,
  ConsumeOptions,
  Delivery,
  OutgoingMessage,
  QueueInfo,
  Release,
  Subscription,
  TransportEvent,
} from '@arq/core'
import { MemoryTransport, type MemoryTransportSettings } from '@arq/memory'

type OnDelivery = (delivery: Delivery) => void

/** A delivery with some members replaced; the others go to the real one. */
function changed(delivery: Delivery, members: Partial<Delivery>): Delivery {
  return {
    queueName: delivery.queueName,
    body: delivery.body,
    headers: delivery.headers,
    messageId: delivery.messageId,
    contentType: delivery.contentType,
    contentEncoding: delivery.contentEncoding,
    priority: delivery.priority,
    replyTo: delivery.replyTo,
    correlationId: delivery.correlationId,
    redelivered: delivery.redelivered,
    get isStale() {
      return members.isStale ?? delivery.isStale
    },
    ack: members.ack ?? (() => delivery.ack()),
    nack: members.nack ?? ((how) => delivery.nack(how)),
    ...(members.redelivered === undefined ? {} : { redelivered: members.redelivered }),
  }
}

export class IgnoresPrefetch extends MemoryTransport {
  override consume(queueName: string, options: ConsumeOptions, onDelivery: OnDelivery) {
    return super.consume(queueName, { ...options, prefetch: 1000 }, onDelivery)
  }
}

export class IgnoresPriorities extends MemoryTransport {
  override publish(message: OutgoingMessage): Promise<void> {
    return super.publish({ ...message, priority: undefined })
  }
}

export class DropsHeaders extends MemoryTransport {
  override publish(message: OutgoingMessage): Promise<void> {
    return super.publish({ ...message, headers: {} })
  }
}

export class FlattensHeaders extends MemoryTransport {
  override publish(message: OutgoingMessage): Promise<void> {
    const texts = Object.entries(message.headers).map(([name, value]) => [name, String(value)])
    return super.publish({ ...message, headers: Object.fromEntries(texts) as never })
  }
}

export class DamagesBodies extends MemoryTransport {
  override publish(message: OutgoingMessage): Promise<void> {
    const asText = new TextDecoder().decode(message.body)
    return super.publish({ ...message, body: new TextEncoder().encode(asText) })
  }
}

export class DeliversEarly extends MemoryTransport {
  override publish({ dueAtMs, ...message }: OutgoingMessage): Promise<void> {
    return super.publish({ ...message, dueAtMs: dueAtMs === undefined ? undefined : dueAtMs - 1 })
  }
}

/** As a queue of delayed messages with a time to live does. */
export class LetsShortDelaysWait extends MemoryTransport {
  #lastDueAtMs = 0

  override publish({ dueAtMs, ...message }: OutgoingMessage): Promise<void> {
    if (dueAtMs === undefined) return super.publish(message)
    this.#lastDueAtMs = Math.max(this.#lastDueAtMs, dueAtMs)
    return super.publish({ ...message, dueAtMs: this.#lastDueAtMs })
  }
}

export class ForgetsDelaysOnClose extends MemoryTransport {
  #late: OutgoingMessage[] = []

  override publish(message: OutgoingMessage): Promise<void> {
    if (message.dueAtMs === undefined) return super.publish(message)
    this.#late.push(message)
    return Promise.resolve()
  }

  override async close(): Promise<void> {
    this.#late = []
    await super.close()
  }
}

export class CreatesWhatItIsAsked extends MemoryTransport {
  override async queueInfo(queueName: string): Promise<QueueInfo | undefined> {
    const subscription = await super.consume(queueName, { prefetch: 1 }, () => undefined)
    await subscription.close()
    return super.queueInfo(queueName)
  }
}

export class SettlesTwice extends MemoryTransport {
  override consume(queueName: string, options: ConsumeOptions, onDelivery: OnDelivery) {
    return super.consume(queueName, options, (delivery) => {
      let isSettled = false
      const once = (settle: () => void): void => {
        if (!isSettled) settle()
        isSettled = true
      }
      onDelivery(
        changed(delivery, {
          ack: () => once(() => delivery.ack()),
          nack: (how) => once(() => delivery.nack(how)),
        }),
      )
    })
  }
}

/** The broker's "no acknowledgement" mode: what is in hand when the process dies is lost. */
export class AcknowledgesOnDelivery extends MemoryTransport {
  override consume(queueName: string, options: ConsumeOptions, onDelivery: OnDelivery) {
    return super.consume(queueName, options, (delivery) => {
      delivery.ack()
      let isSettled = false
      const settle = (): void => {
        if (isSettled) delivery.ack()
        isSettled = true
      }
      onDelivery(changed(delivery, { ack: settle, nack: settle }))
    })
  }
}

export class DropsWhatIsRefused extends MemoryTransport {
  override consume(queueName: string, options: ConsumeOptions, onDelivery: OnDelivery) {
    return super.consume(queueName, options, (delivery) => {
      const nack: Delivery['nack'] = (how) => (how.requeue ? delivery.nack(how) : delivery.ack())
      onDelivery(changed(delivery, { nack }))
    })
  }
}

/** Its system queues never let go of a message that has expired. */
export class KeepsWhatHasExpired extends MemoryTransport {
  override publish(message: OutgoingMessage): Promise<void> {
    return super.publish({ ...message, expiresAtMs: undefined })
  }
}

/** Parks what a system queue's consumer refuses. */
export class ParksSystemMessages extends MemoryTransport {
  override publish(message: OutgoingMessage): Promise<void> {
    return super.publish({ ...message, kind: message.kind === 'system' ? 'job' : message.kind })
  }
}

/** A limit as RabbitMQ 4 has by default. */
export class GivesUpAfterTwentyDeliveries extends MemoryTransport {
  readonly #counts = new Map<string | undefined, number>()

  override consume(queueName: string, options: ConsumeOptions, onDelivery: OnDelivery) {
    return super.consume(queueName, options, (delivery) => {
      const count = (this.#counts.get(delivery.messageId) ?? 0) + 1
      this.#counts.set(delivery.messageId, count)
      if (count > 20) delivery.ack()
      else onDelivery(delivery)
    })
  }
}

/** Says nothing of a name that its broker cannot have. */
export class SwallowsBadNames extends MemoryTransport {
  override publish(message: OutgoingMessage): Promise<void> {
    return super.publish(message).catch((error: unknown) => {
      if (Reflect.get(Object(error), 'code') !== 'ARQ_CONFIG_INVALID') throw error
    })
  }
}

/** Declares a queue that is somebody else's. */
export class MakesQueuesOfOthers extends MemoryTransport {
  override consume(queueName: string, options: ConsumeOptions, onDelivery: OnDelivery) {
    return super.consume(queueName, { ...options, kind: 'job' }, onDelivery)
  }
}

export class HidesWhatOthersSaid extends MemoryTransport {
  override consume(queueName: string, options: ConsumeOptions, onDelivery: OnDelivery) {
    return super.consume(queueName, options, (delivery) => onDelivery(changed(delivery, {})))
  }
}

export class HidesRedelivery extends MemoryTransport {
  override consume(queueName: string, options: ConsumeOptions, onDelivery: OnDelivery) {
    return super.consume(queueName, options, (delivery) =>
      onDelivery(changed(delivery, { redelivered: false })),
    )
  }
}

/** Settles by number on whatever connection there is now, as a tag of an old channel sent on a new one. */
export class SettlesOnTheWrongConnection extends MemoryTransport {
  readonly #latest = new Map<string | undefined, Delivery>()

  override consume(queueName: string, options: ConsumeOptions, onDelivery: OnDelivery) {
    return super.consume(queueName, options, (delivery) => {
      this.#latest.set(delivery.messageId, delivery)
      const current = () => this.#latest.get(delivery.messageId) ?? delivery
      onDelivery(
        changed(delivery, { ack: () => current().ack(), nack: (how) => current().nack(how) }),
      )
    })
  }
}

export class SwallowsUnroutableReplies extends MemoryTransport {
  override publish(message: OutgoingMessage): Promise<void> {
    return super.publish(message).catch((error: unknown) => {
      if (message.kind !== 'reply') throw error
    })
  }
}

/** Says yes before the broker did. */
export class ConfirmsTooSoon extends MemoryTransport {
  override publish(message: OutgoingMessage): Promise<void> {
    setImmediate(() => void super.publish(message).catch(() => undefined))
    return Promise.resolve()
  }
}

export class SwapsNeighbours extends MemoryTransport {
  #held: (() => void) | undefined

  override async publish(message: OutgoingMessage): Promise<void> {
    if (this.#held) {
      const sent = super.publish(message)
      this.#held()
      this.#held = undefined
      return sent
    }
    await new Promise<void>((resolve) => {
      this.#held = resolve
      setImmediate(resolve)
    })
    this.#held = undefined
    return super.publish(message)
  }
}

/** Gives back what is in hand as soon as the consumer ends. */
export class TakesBackOnSubscriptionClose extends MemoryTransport {
  override async consume(
    queueName: string,
    options: ConsumeOptions,
    onDelivery: OnDelivery,
  ): Promise<Subscription> {
    const inHand = new Set<Delivery>()
    const real = await super.consume(queueName, options, (delivery) => {
      inHand.add(delivery)
      onDelivery(
        changed(delivery, {
          ack: () => {
            if (inHand.delete(delivery)) delivery.ack()
          },
        }),
      )
    })
    const close = async (): Promise<void> => {
      await real.close()
      for (const delivery of inHand) delivery.nack({ requeue: true })
      inHand.clear()
    }
    return { close }
  }
}

export class KeepsListeningAfterRelease extends MemoryTransport {
  override async onBroadcast(listener: (signal: BroadcastSignal) => void): Promise<Release> {
    await super.onBroadcast(listener)
    return () => Promise.resolve()
  }
}

export class DoesNotHearItself extends MemoryTransport {
  #sending: unknown

  override broadcast(signal: BroadcastSignal): Promise<void> {
    this.#sending = signal['jobId']
    return super.broadcast(signal)
  }

  override onBroadcast(listener: (signal: BroadcastSignal) => void): Promise<Release> {
    return super.onBroadcast((signal) => {
      if (this.#sending === undefined || signal['jobId'] !== this.#sending) listener(signal)
    })
  }
}

/** Confirms what it has not yet sent, and forgets that in a cut. */
export class LosesWhatItConfirmed extends MemoryTransport {
  #cuts = 0

  constructor(settings: MemoryTransportSettings) {
    super(settings)
    this.on(({ type }) => {
      if (type === 'disconnected') this.#cuts += 1
    })
  }

  override publish(message: OutgoingMessage): Promise<void> {
    const cuts = this.#cuts
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        if (this.#cuts === cuts) super.publish(message).then(resolve, reject)
        else resolve()
      })
    })
  }
}

export class DoesNotConsumeAgain extends MemoryTransport {
  override async consume(
    queueName: string,
    options: ConsumeOptions,
    onDelivery: OnDelivery,
  ): Promise<Subscription> {
    const subscription = await super.consume(queueName, options, onDelivery)
    this.on(({ type }) => {
      if (type === 'disconnected') void subscription.close()
    })
    return subscription
  }
}

export class DeniesStaleness extends MemoryTransport {
  override consume(queueName: string, options: ConsumeOptions, onDelivery: OnDelivery) {
    return super.consume(queueName, options, (delivery) =>
      onDelivery(changed(delivery, { isStale: false })),
    )
  }
}

export class KeepsStaleSettlesToItself extends MemoryTransport {
  override on(listener: (event: TransportEvent) => void): () => void {
    return super.on((event) => {
      if (event.type !== 'staleSettle') listener(event)
    })
  }
}

export class DeliversTwice extends MemoryTransport {
  override consume(queueName: string, options: ConsumeOptions, onDelivery: OnDelivery) {
    return super.consume(queueName, options, (delivery) => {
      onDelivery(delivery)
      onDelivery(changed(delivery, { ack: () => undefined }))
    })
  }
}

export class PurgesNothing extends MemoryTransport {
  override async purgeQueue(queueName: string): Promise<number | undefined> {
    return (await this.queueInfo(queueName))?.ready
  }
}

export class LiesAboutItself extends MemoryTransport {
  override readonly capabilities = { ...new MemoryTransport().capabilities, delay: undefined }
  override readonly description = 'amqp://guest:secret@localhost'
}

export class NeverCloses extends MemoryTransport {
  override close(): Promise<void> {
    return Promise.resolve()
  }
}
