import type { OutgoingMessage } from '@arq/core'

/** A message as the broker keeps it: its own copy, which nobody else can change. */
export interface StoredMessage {
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, unknown>>
  readonly messageId: string
  readonly contentType: string | undefined
  readonly contentEncoding: string | undefined
  readonly priority: number | undefined
  readonly replyTo: string | undefined
  readonly correlationId: string | undefined
  /** It is not handed out after this moment; absent: always. */
  readonly expiresAtMs: number | undefined
  /** How often it was handed out and came back. */
  readonly deliveryCount: number
}

/** Copies a message at the border: what the sender does to it afterwards is his own affair. */
export function storeMessage(message: OutgoingMessage): StoredMessage {
  return {
    body: copyBytes(message.body),
    headers: copyTable(message.headers),
    messageId: message.messageId,
    contentType: message.contentType,
    contentEncoding: message.contentEncoding,
    priority: message.priority,
    replyTo: message.replyTo,
    correlationId: message.correlationId,
    expiresAtMs: message.kind === 'system' ? message.expiresAtMs : undefined,
    deliveryCount: 0,
  }
}

// Not slice(): a Buffer's slice shares its memory.
export const copyBytes = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes)

const copyTable = (table: object): Readonly<Record<string, unknown>> =>
  Object.freeze(
    Object.fromEntries(
      Object.entries(table)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, copyValue(value)]),
    ),
  )

function copyValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return Object.freeze(value.map(copyValue))
  if (value instanceof Uint8Array) return copyBytes(value)
  if (value instanceof Date) return new Date(value)
  return copyTable(value)
}
