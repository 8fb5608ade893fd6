import type { TransportEvent, WorkerLifeEvent } from '@arq/core'
import { eventError } from '@arq/core/internal'

interface Teller {
  readonly workerId: string
  /** What the transport is called in logs. */
  readonly transport: string
}

/** What a worker tells of an event of its transport; `undefined`: nothing that is its users' business. */
export function connectionEvent(
  event: TransportEvent,
  { workerId, transport }: Teller,
): WorkerLifeEvent | undefined {
  switch (event.type) {
    case 'connected':
      return { type: 'connected', workerId, transport }
    case 'disconnected':
    case 'gaveUp':
      return { type: 'connectionLost', workerId, transport, error: eventError(event.error) }
    case 'blocked':
      return { type: 'publishingBlocked', workerId, reason: event.reason }
    case 'unblocked':
      return { type: 'publishingUnblocked', workerId }
    case 'notConsuming': {
      const { queueName, error } = event
      return { type: 'queueNotConsuming', workerId, queueName, error: eventError(error) }
    }
    case 'consuming':
      return { type: 'queueConsuming', workerId, queueName: event.queueName }
    case 'undeliverable': {
      const { queueName, keptIn } = event
      return { type: 'jobUndeliverable', workerId, queueName, keptIn }
    }
    case 'connectFailed':
    case 'channelClosed':
    case 'consumerCancelled':
    case 'staleSettle':
      return undefined
  }
}
