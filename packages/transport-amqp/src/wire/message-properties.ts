import type { FieldTable } from './field-table.js'

/** How a message is published: what the broker does with it, and what travels with it. */
export interface MessageProperties {
  readonly messageId: string
  readonly headers?: FieldTable | undefined
  /** 2: kept on disk; 1: transient. */
  readonly deliveryMode: 1 | 2
  /** The broker sends it back when no queue takes it. */
  readonly mandatory?: boolean | undefined
  readonly contentType?: string | undefined
  readonly contentEncoding?: string | undefined
  readonly priority?: number | undefined
  readonly replyTo?: string | undefined
  readonly correlationId?: string | undefined
  /** Per-message TTL: whole milliseconds as text. */
  readonly expiration?: string | undefined
}
