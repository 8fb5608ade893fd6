import type { ConsumeMessage } from 'amqplib'

import type { FieldTable } from './field-table.js'

/** A message as the broker hands it to one consumer. */
export interface ReceivedMessage {
  /** Counts from 1 on each channel. */
  readonly deliveryTag: number
  readonly redelivered: boolean
  readonly body: Buffer
  readonly properties: ReceivedProperties
  /** Where it was published to. Absent where nobody asks: the messages of our own queues. */
  readonly published?: { readonly exchange: string; readonly routingKey: string } | undefined
}

/** What its publisher set. A foreign publisher may have set anything. */
export interface ReceivedProperties {
  readonly contentType?: unknown
  readonly contentEncoding?: unknown
  readonly headers?: FieldTable | undefined
  readonly priority?: unknown
  readonly correlationId?: unknown
  readonly replyTo?: unknown
  readonly messageId?: unknown
  /** These are decoded for foreign queues only. */
  readonly timestamp?: unknown
  readonly type?: unknown
  readonly appId?: unknown
  readonly userId?: unknown
}

/** As amqplib decodes it. */
export const fromAmqplib = ({ fields, properties, content }: ConsumeMessage): ReceivedMessage => ({
  deliveryTag: fields.deliveryTag,
  redelivered: fields.redelivered,
  body: content,
  properties,
  published: { exchange: fields.exchange, routingKey: fields.routingKey },
})
