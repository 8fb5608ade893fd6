import type { Logger, Transport, TransportEvent } from '@arq/core'
import { localizedMessage } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import { messages } from './messages.js'

/** Puts what happens to the connection into the log, once per outage. Returns how to stop. */
export function logConnection(transport: Transport, logger: Logger): () => void {
  return transport.on((event) => {
    const line = describe(event, transport.description)
    if (line) logger[line.level](line.text)
  })
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
      return undefined
  }
}
