import { ConnectionLost, PublishNotConfirmed, QueueNotFound } from '@arq/core'

import { texts } from './texts.js'

export const connectionCut = (): ConnectionLost =>
  new ConnectionLost({
    code: 'ARQ_CONNECTION_LOST',
    scope: 'connection',
    text: texts.connectionCut(),
  })

/** Cut after the message was sent and before the answer came. */
export const confirmLost = (queueName: string, messageId: string): ConnectionLost =>
  new ConnectionLost({
    code: 'ARQ_CONNECTION_LOST',
    scope: 'connection',
    text: texts.confirmLost({ queue: queueName, messageId }),
    details: { queueName, messageId },
  })

export const unroutable = (address: string, messageId: string): PublishNotConfirmed =>
  new PublishNotConfirmed({
    code: 'ARQ_PUBLISH_UNROUTABLE',
    scope: 'message',
    text: texts.unroutable({ address }),
    details: { queueName: address, messageId },
  })

export const queueNotFound = (queue: string): QueueNotFound =>
  new QueueNotFound({
    code: 'ARQ_QUEUE_NOT_FOUND',
    scope: 'channel',
    text: texts.queueNotFound({ queue }),
    details: { queue },
  })
