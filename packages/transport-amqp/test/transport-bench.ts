import { randomUUID } from 'node:crypto'

import type { Delivery, OutgoingMessage, TransportEvent } from '@arq/core'

import type { AmqpTransport } from '../src/index.js'

/** A job message with a body of text. */
export function jobMessage(
  queueName: string,
  text: string,
  more: Partial<OutgoingMessage> = {},
): OutgoingMessage {
  return {
    queueName,
    kind: 'job',
    body: Buffer.from(text),
    headers: {},
    messageId: randomUUID(),
    ...more,
  }
}

export const textOf = (delivery: Delivery): string => Buffer.from(delivery.body).toString()

/** Takes deliveries and lets a test wait for them. */
export class Inbox {
  readonly deliveries: Delivery[] = []
  readonly #waiters: { readonly count: number; readonly resolve: () => void }[] = []
  readonly #handle: (delivery: Delivery) => void

  constructor(handle: (delivery: Delivery) => void = (delivery) => delivery.ack()) {
    this.#handle = handle
  }

  get texts(): string[] {
    return this.deliveries.map(textOf)
  }

  readonly take = (delivery: Delivery): void => {
    this.deliveries.push(delivery)
    this.#handle(delivery)
    for (const { count, resolve } of this.#waiters) if (this.deliveries.length >= count) resolve()
  }

  /** Resolves once `count` deliveries have come in all. */
  async until(count: number): Promise<Delivery[]> {
    if (this.deliveries.length < count) {
      await new Promise<void>((resolve) => this.#waiters.push({ count, resolve }))
    }
    return this.deliveries
  }
}

/** Remembers a transport's events and lets a test wait for one. */
export class EventLog {
  readonly events: TransportEvent[] = []
  readonly #waiters = new Set<() => void>()

  constructor(transport: AmqpTransport) {
    transport.on((event) => {
      this.events.push(event)
      for (const wake of this.#waiters) wake()
    })
  }

  of<T extends TransportEvent['type']>(type: T): Extract<TransportEvent, { type: T }>[] {
    return this.events.filter(
      (event): event is Extract<TransportEvent, { type: T }> => event.type === type,
    )
  }

  /** Resolves with the nth event of that type, counted from the start. */
  async until<T extends TransportEvent['type']>(
    type: T,
    count = 1,
  ): Promise<Extract<TransportEvent, { type: T }>> {
    await until(() => this.of(type).length >= count, this.#waiters)
    return this.of(type)[count - 1]!
  }
}

async function until(isMet: () => boolean, waiters: Set<() => void>): Promise<void> {
  if (isMet()) return
  await new Promise<void>((resolve) => {
    const wake = (): void => {
      if (!isMet()) return
      waiters.delete(wake)
      resolve()
    }
    waiters.add(wake)
  })
}

interface Rejection extends Error {
  readonly code?: string
}

/** The outcome of a promise as a value: its error, or `undefined`. */
export async function errorOf(promise: Promise<unknown>): Promise<Rejection | undefined> {
  try {
    await promise
    return undefined
  } catch (error) {
    return error as Rejection
  }
}

/** Asks again and again until the broker's answer is as wanted; the test's own time limit ends it. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isWanted: (answer: T) => boolean,
): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (isWanted(answer)) return answer
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
