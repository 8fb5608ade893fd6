import { randomUUID } from 'node:crypto'

import type { BroadcastSignal, Release } from '@arq/core'
import { callListener, pause } from '@arq/core/internal'
import { messageQueueKey, type Producer } from '@arq/rocketmq'

import type { Cluster } from '../connection/cluster.js'
import type { DeclareGate } from '../queues/declare-gate.js'
import { publishError } from '../rocketmq-errors.js'

export interface BroadcastsParts {
  readonly cluster: Cluster
  readonly producer: Producer
  readonly gate: DeclareGate
}

/** The queue behind all broadcasts, known to nobody but this file. */
const QUEUE_NAME = 'arq.control'
/** Pause before the topic is read again, after a failure that the client does not get over by itself. */
const AGAIN_MS = 1000

/**
 * Signals to everybody: messages of one topic that every listener reads for itself, without a group, from the moment it
 * began to listen. One that was cut off reads what it missed.
 */
export class Broadcasts {
  readonly #parts: BroadcastsParts
  readonly #listeners = new Set<(signal: BroadcastSignal) => void>()
  #reading: { readonly end: AbortController; readonly started: Promise<void> } | undefined

  constructor(parts: BroadcastsParts) {
    this.#parts = parts
  }

  async broadcast(signal: BroadcastSignal): Promise<void> {
    const { gate, producer } = this.#parts
    const messageId = randomUUID()
    const body = JSON.stringify(signal)
    try {
      await gate.enter(QUEUE_NAME)
      const topic = gate.topicOf(QUEUE_NAME)
      // Always the same queue, so that the signals of one sender keep their order.
      await producer.send(
        { topic, body, keys: messageId },
        { selector: ([first]) => first, retries: 2 },
      )
    } catch (error) {
      throw publishError(error, { queueName: QUEUE_NAME, messageId })
    }
  }

  async listen(listener: (signal: BroadcastSignal) => void): Promise<Release> {
    // Wrapped, so that a function given twice is two listeners.
    const own = (signal: BroadcastSignal): void => listener(signal)
    this.#listeners.add(own)
    this.#reading ??= this.#read()
    try {
      await this.#reading.started
    } catch (error) {
      this.#listeners.delete(own)
      this.#reading = undefined
      throw publishError(error, { queueName: QUEUE_NAME, messageId: undefined })
    }
    return () => {
      this.#listeners.delete(own)
      if (this.#listeners.size === 0) this.close()
      return Promise.resolve()
    }
  }

  close(): void {
    this.#reading?.end.abort()
    this.#reading = undefined
    this.#listeners.clear()
  }

  #read(): { readonly end: AbortController; readonly started: Promise<void> } {
    const end = new AbortController()
    const started = this.#offsets().then((offsets) => void this.#follow(offsets, end.signal))
    return { end, started }
  }

  /** Where each queue of the topic ends now. */
  async #offsets(): Promise<Map<string, bigint>> {
    const { gate, cluster } = this.#parts
    await gate.enter(QUEUE_NAME)
    const { queues } = await cluster.admin.topics.stats(gate.topicOf(QUEUE_NAME))
    return new Map(queues.map(({ queue, maxOffset }) => [messageQueueKey(queue), maxOffset]))
  }

  async #follow(offsets: Map<string, bigint>, signal: AbortSignal): Promise<void> {
    const { gate, cluster } = this.#parts
    const topic = gate.topicOf(QUEUE_NAME)
    while (!signal.aborted) {
      try {
        const from = {
          offsetOf: (queue: Parameters<typeof messageQueueKey>[0]) =>
            offsets.get(messageQueueKey(queue)) ?? 0n,
        }
        for await (const message of cluster.admin.messages.follow(topic, { from, signal })) {
          const { brokerName = '', queueId, queueOffset } = message
          offsets.set(messageQueueKey({ topic, brokerName, queueId }), queueOffset + 1n)
          this.#tell(message.body.toString())
        }
      } catch {
        await pause(AGAIN_MS, { signal })
      }
    }
  }

  #tell(text: string): void {
    const signal = readSignal(text)
    if (!signal) return
    for (const listener of [...this.#listeners]) callListener(() => listener(signal))
  }
}

function readSignal(text: string): BroadcastSignal | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isSignal = typeof value === 'object' && value !== null && 'kind' in value
    // Whoever listens checks what the kinds have in them.
    return isSignal ? (value as BroadcastSignal) : undefined
  } catch {
    return undefined
  }
}
