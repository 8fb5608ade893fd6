import type { Clock, Text, Transport, TransportEvent } from '@arq/core'
import type { TextLogger } from '@arq/core/internal'

import { texts } from '../texts.js'
import { UndeliverableLog } from './undeliverable-log.js'

/** Puts what the transport tells of itself into the log, once per outage. Returns how to stop. */
export function logConnection(transport: Transport, logger: TextLogger, clock: Clock): () => void {
  const undeliverable = new UndeliverableLog(logger, clock)
  const told = new ToldConnection(transport.description)
  const stopListening = transport.on((event) => {
    if (event.type === 'undeliverable') undeliverable.note(event.queueName, event.keptIn)
    const line = told.note(event)
    if (line) logger[line.level](line.text)
  })
  return () => {
    stopListening()
    undeliverable.stop()
  }
}

interface Line {
  readonly level: 'info' | 'warn'
  readonly text: Text
}

/** What has been told, so that each trouble is told once. */
class ToldConnection {
  readonly #transport: string
  #isAway = false
  /** Told of as not consumed. */
  readonly #queues = new Set<string>()
  /** The last words of the broker about a channel; it may say them again at each attempt. */
  #channelWords: string | undefined

  constructor(transport: string) {
    this.#transport = transport
  }

  /** @returns what is to be told of this event */
  note(event: TransportEvent): Line | undefined {
    const transport = this.#transport
    switch (event.type) {
      case 'connected':
        this.#isAway = false
        this.#channelWords = undefined
        return info(texts.connected({ transport }))
      case 'connectFailed':
        this.#isAway = true
        // What is not tried again ends the worker, and its error says why.
        if (!event.isFirst || event.retryInMs === Infinity) return undefined
        return warn(texts.brokerUnreachable({ error: event.error.text }))
      case 'disconnected':
        this.#isAway = true
        return warn(texts.brokerLost({ transport, error: event.error.text }))
      case 'channelClosed': {
        const words = event.error.message
        if (words === this.#channelWords) return undefined
        this.#channelWords = words
        return warn(event.error.text)
      }
      case 'notConsuming':
        // A lost connection has been told already, for all queues.
        if (this.#isAway) return undefined
        this.#queues.add(event.queueName)
        return warn(texts.notConsuming({ queue: event.queueName, error: event.error.text }))
      case 'consuming':
        this.#channelWords = undefined
        if (!this.#queues.delete(event.queueName)) return undefined
        return info(texts.consuming({ queue: event.queueName }))
      case 'blocked':
        return warn(texts.brokerBlocked(event))
      case 'unblocked':
        return info(texts.brokerUnblocked())
      case 'gaveUp':
      case 'consumerCancelled':
      case 'staleSettle':
      case 'undeliverable':
        return undefined
    }
  }
}

const info = (text: Text): Line => ({ level: 'info', text })
const warn = (text: Text): Line => ({ level: 'warn', text })
