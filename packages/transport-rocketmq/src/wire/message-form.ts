import type { OutgoingMessage } from '@arq/core'
import type { MessageExt, MessageInput } from '@arq/rocketmq'

/** Properties of a message that are this package's. RocketMQ leaves those of other names alone. */
const PROPERTY = {
  headers: 'arq-headers',
  messageId: 'arq-message-id',
  contentType: 'arq-content-type',
  contentEncoding: 'arq-content-encoding',
  priority: 'arq-priority',
  replyTo: 'arq-reply-to',
  correlationId: 'arq-correlation-id',
  dueAtMs: 'arq-due-at',
  expiresAtMs: 'arq-expires-at',
  /** How often consumers gave it back. */
  returns: 'arq-returns',
  /** RocketMQ takes no empty body: such a message has one byte in its place. */
  isEmpty: 'arq-empty',
} as const

/** A message as it travels: its own copy, which the sender can no longer change. */
export interface Parcel {
  readonly body: Uint8Array
  /** As JSON; `undefined`: none. */
  readonly headersText: string | undefined
  readonly messageId: string | undefined
  readonly contentType: string | undefined
  readonly contentEncoding: string | undefined
  readonly priority: number | undefined
  readonly replyTo: string | undefined
  readonly correlationId: string | undefined
  /** Milliseconds since 1970. */
  readonly dueAtMs: number | undefined
  readonly expiresAtMs: number | undefined
  /** How often it was given back. */
  readonly returns: number
}

/** Copies a message at the border: what the sender does to it afterwards is their own affair. */
export const toParcel = (message: OutgoingMessage): Parcel => ({
  body: new Uint8Array(message.body),
  headersText: textOfHeaders(message.headers),
  messageId: message.messageId,
  contentType: message.contentType,
  contentEncoding: message.contentEncoding,
  priority: message.priority,
  replyTo: message.replyTo,
  correlationId: message.correlationId,
  dueAtMs: message.dueAtMs,
  expiresAtMs: message.kind === 'system' ? message.expiresAtMs : undefined,
  returns: 0,
})

const EMPTY_BODY = new Uint8Array(1)

/** What RocketMQ is given to carry a message: everything but the topic. */
export function writeParcel(parcel: Parcel): Omit<MessageInput, 'topic'> {
  const { body, returns, messageId, correlationId } = parcel
  const values: Readonly<Record<string, string | number | undefined>> = {
    [PROPERTY.headers]: parcel.headersText,
    [PROPERTY.messageId]: messageId,
    [PROPERTY.contentType]: parcel.contentType,
    [PROPERTY.contentEncoding]: parcel.contentEncoding,
    [PROPERTY.priority]: parcel.priority,
    [PROPERTY.replyTo]: parcel.replyTo,
    [PROPERTY.correlationId]: correlationId,
    [PROPERTY.dueAtMs]: parcel.dueAtMs,
    [PROPERTY.expiresAtMs]: parcel.expiresAtMs,
    [PROPERTY.returns]: returns === 0 ? undefined : returns,
    [PROPERTY.isEmpty]: body.byteLength === 0 ? 1 : undefined,
  }
  const properties = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, escapedText(String(value))] as const],
  )
  return {
    body: body.byteLength === 0 ? EMPTY_BODY : body,
    keys: [messageId, correlationId].filter((key) => key !== undefined && isKey(key)) as string[],
    properties: Object.fromEntries(properties),
  }
}

/** Reads what {@link writeParcel} wrote. A message of somebody else's has its own properties as headers. */
export function readParcel(message: MessageExt): Parcel {
  const { body, properties, msgId } = message
  const text = (name: string): string | undefined => {
    const value = properties[name]
    return value === undefined ? undefined : unescapedText(value)
  }
  const number = (name: string): number | undefined => {
    const value = properties[name]
    return value === undefined ? undefined : Number(value)
  }
  const isOurs = properties[PROPERTY.messageId] !== undefined
  return {
    body: properties[PROPERTY.isEmpty] === undefined ? body : body.subarray(0, 0),
    headersText: isOurs ? text(PROPERTY.headers) : textOfHeaders(properties),
    messageId: text(PROPERTY.messageId) ?? msgId,
    contentType: text(PROPERTY.contentType),
    contentEncoding: text(PROPERTY.contentEncoding),
    priority: number(PROPERTY.priority),
    replyTo: text(PROPERTY.replyTo),
    correlationId: text(PROPERTY.correlationId),
    dueAtMs: number(PROPERTY.dueAtMs),
    expiresAtMs: number(PROPERTY.expiresAtMs),
    returns: number(PROPERTY.returns) ?? 0,
  }
}

function textOfHeaders(headers: Readonly<Record<string, unknown>>): string | undefined {
  const text = JSON.stringify(headers)
  return text === '{}' ? undefined : text
}

/** The headers of a message. */
export function headersOf({ headersText }: Parcel): Readonly<Record<string, unknown>> {
  if (headersText === undefined) return {}
  // This package wrote it: an object.
  return JSON.parse(headersText) as Readonly<Record<string, unknown>>
}

/** RocketMQ separates properties by two control characters, and loses empty ones: this one stands for them. */
const MARK = '\u0003'
const SEPARATORS = ['\u0001', '\u0002'] as const

function escapedText(text: string): string {
  if (text === '') return MARK
  const marked = text.replaceAll(MARK, `${MARK}3`)
  return marked.replaceAll(SEPARATORS[0], `${MARK}1`).replaceAll(SEPARATORS[1], `${MARK}2`)
}

function unescapedText(text: string): string {
  const [first = '', ...marked] = text.split(MARK)
  const rest = marked.map((part) => {
    const char = { '1': SEPARATORS[0], '2': SEPARATORS[1], '3': MARK }[part.slice(0, 1)] ?? ''
    return char + part.slice(1)
  })
  return first + rest.join('')
}

/** Keys are separated by spaces; brokers index the message by each. */
const isKey = (text: string): boolean => /^[\x21-\x7e]{1,100}$/.test(text)
