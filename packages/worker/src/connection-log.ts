import type { Clock, Logger, Transport, TransportEvent } from '@arq/core'
import { localizedMessage } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import { messages } from './messages.js'
import { UndeliverableLog } from './undeliverable-log.js'

/** Puts what the transport tells of itself into the log, once per outage. Returns how to stop. */
export function logConnection(transport: Transport, logger: Logger, clock: Clock): () => void {
  const undeliverable = new UndeliverableLog(logger, clock)
  const stopListening = transport.on((event) => {
    if (event.type === 'undeliverable') undeliverable.note(event.queueName, event.keptIn)
    const line = describe(event, transport.description)
    if (line) logger[line.level](line.text)
  })
  return () => {
    stopListening()
    undeliverable.stop()
  }
}

function describe(
  event: TransportEvent,
  transport: string,
): { readonly level: 'info' | 'warn'; readonly text: string } | undefined {
  switch (event.type) {
    case 'connected':
      return { level: 'info', text: renderMessage(messages.ready({ transport })) }
    case 'connectFailed': {
      if (!event.isFirst) return undefined
      const error = localizedMessage(event.error, 'en')
      return {
        level: 'warn',
        text: renderMessage(messages.brokerUnreachable({ transport, error })),
      }
    }
    case 'disconnected': {
      const error = localizedMessage(event.error, 'en')
      return { level: 'warn', text: renderMessage(messages.brokerLost({ transport, error })) }
    }
    case 'channelClosed':
      return { level: 'warn', text: localizedMessage(event.error, 'en') }
    case 'blocked':
      return { level: 'warn', text: renderMessage(messages.brokerBlocked(event)) }
    case 'unblocked':
      return { level: 'info', text: renderMessage(messages.brokerUnblocked()) }
    case 'gaveUp':
    case 'consumerCancelled':
    case 'staleSettle':
    case 'undeliverable':
      return undefined
  }
}
