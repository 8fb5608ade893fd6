import { tableBound, writeShortText, writeTable } from './field-table.js'
import type { MessageProperties } from './message-properties.js'

/** A message as one method frame, one header frame and as many body frames as it needs. */
export interface PublishFrames {
  readonly channel: number
  readonly exchange: string
  readonly routingKey: string
  readonly properties: MessageProperties
  readonly body: Buffer
}

const METHOD = 1
const HEADER = 2
const BODY = 3
const FRAME_END = 0xce
/** Type, channel, size before the payload; one byte behind it. */
const FRAME_START = 7
const FRAME_OVERHEAD = FRAME_START + 1

const BASIC = 60
const BASIC_PUBLISH = 40
const MANDATORY = 1

/** At least as many bytes as {@link writePublish} needs. */
export function publishBound(message: PublishFrames, frameMax: number): number {
  const { exchange, routingKey, properties, body } = message
  const { contentType, contentEncoding, correlationId, replyTo, expiration, messageId, headers } =
    properties
  const texts =
    exchange.length +
    routingKey.length +
    messageId.length +
    (contentType?.length ?? 0) +
    (contentEncoding?.length ?? 0) +
    (correlationId?.length ?? 0) +
    (replyTo?.length ?? 0) +
    (expiration?.length ?? 0)
  const bodyFrames = Math.ceil(body.length / (frameMax - FRAME_OVERHEAD))
  const fixed = 64 + FRAME_OVERHEAD * (2 + bodyFrames)
  return fixed + 3 * texts + (headers ? tableBound(headers) : 0) + body.length
}

/**
 * Writes `basic.publish` with its content, see {@link publishBound}.
 * @returns the offset behind it
 * @throws TypeError or RangeError when a property cannot be carried: what was written then means nothing
 * @see AMQP 0-9-1, 2.3.5 Frame Details, 4.2.6 Content Framing
 */
export function writePublish(
  buffer: Buffer,
  message: PublishFrames,
  frameMax: number,
  start: number,
): number {
  const { channel, body } = message
  let offset = writeMethod(buffer, message, start)
  offset = writeHeader(buffer, message, frameMax, offset)
  const longest = frameMax - FRAME_OVERHEAD
  for (let from = 0; from < body.length; from += longest) {
    const length = Math.min(longest, body.length - from)
    body.copy(buffer, offset + FRAME_START, from, from + length)
    offset = enclose(buffer, BODY, channel, { start: offset, end: offset + FRAME_START + length })
  }
  return offset
}

function writeMethod(buffer: Buffer, message: PublishFrames, start: number): number {
  const { channel, exchange, routingKey, properties } = message
  let offset = start + FRAME_START
  offset = buffer.writeUInt16BE(BASIC, offset)
  offset = buffer.writeUInt16BE(BASIC_PUBLISH, offset)
  // Reserved by the protocol.
  offset = buffer.writeUInt16BE(0, offset)
  offset = writeShortText(buffer, exchange, offset)
  offset = writeShortText(buffer, routingKey, offset)
  buffer[offset] = properties.mandatory === true ? MANDATORY : 0
  return enclose(buffer, METHOD, channel, { start, end: offset + 1 })
}

function writeHeader(
  buffer: Buffer,
  message: PublishFrames,
  frameMax: number,
  start: number,
): number {
  const { channel, properties, body } = message
  let offset = start + FRAME_START
  offset = buffer.writeUInt16BE(BASIC, offset)
  offset = buffer.writeUInt16BE(0, offset)
  // The high half of a 64-bit size; a Buffer is smaller.
  offset = buffer.writeUInt32BE(0, offset)
  offset = buffer.writeUInt32BE(body.length, offset)
  const end = writeProperties(buffer, properties, offset)
  // A content header is one frame, whatever is in it; the broker closes the connection for a longer one.
  const excess = end + 1 - start - frameMax
  if (excess > 0)
    throw new RangeError(`the headers are ${String(excess)} bytes too long for a frame`)
  return enclose(buffer, HEADER, channel, { start, end })
}

function writeProperties(buffer: Buffer, properties: MessageProperties, start: number): number {
  let flags = 0
  let offset = start + 2
  const text = (value: string | undefined, flag: number): void => {
    if (value === undefined) return
    flags |= flag
    offset = writeShortText(buffer, value, offset)
  }
  const octet = (value: number | undefined, flag: number): void => {
    if (value === undefined) return
    flags |= flag
    offset = buffer.writeUInt8(value, offset)
  }
  const { headers } = properties
  // In the order of the protocol.
  text(properties.contentType, 0x8000)
  text(properties.contentEncoding, 0x4000)
  if (headers) {
    flags |= 0x2000
    offset = writeTable(buffer, headers, offset)
  }
  octet(properties.deliveryMode, 0x1000)
  octet(properties.priority, 0x0800)
  text(properties.correlationId, 0x0400)
  text(properties.replyTo, 0x0200)
  text(properties.expiration, 0x0100)
  text(properties.messageId, 0x0080)
  buffer.writeUInt16BE(flags, start)
  return offset
}

/** Puts the frame's head and end around a payload that is already in its place. */
function enclose(buffer: Buffer, type: number, channel: number, frame: Place): number {
  const { start, end } = frame
  buffer[start] = type
  buffer.writeUInt16BE(channel, start + 1)
  buffer.writeUInt32BE(end - start - FRAME_START, start + 3)
  buffer[end] = FRAME_END
  return end + 1
}

interface Place {
  readonly start: number
  readonly end: number
}
