/** An ack or a nack as one frame: its head, class and method, the tag, one byte of flags, the frame's end. */
export const SETTLE_FRAME_BYTES = 21

const METHOD = 1
const PAYLOAD_BYTES = 13
const FRAME_END = 0xce
const BASIC = 60
const BASIC_ACK = 80
const BASIC_NACK = 120
const TWO_TO_32 = 2 ** 32

/** What `basic.ack` and `basic.nack` say of a delivery; with `multiple` of all before it, too. */
export interface SettleFrame {
  readonly channel: number
  readonly deliveryTag: number
  readonly multiple: boolean
}

/**
 * Writes `basic.ack`.
 * @returns the offset behind it
 * @see AMQP 0-9-1, 1.8.3.13 basic.ack
 */
export function writeAck(buffer: Buffer, frame: SettleFrame, offset: number): number {
  return write(buffer, frame, { method: BASIC_ACK, flags: frame.multiple ? 1 : 0 }, offset)
}

/**
 * Writes `basic.nack` of one delivery.
 * @returns the offset behind it
 * @see RabbitMQ's extension of AMQP 0-9-1, "Negative Acknowledgements"
 */
export function writeNack(
  buffer: Buffer,
  frame: Omit<SettleFrame, 'multiple'> & { readonly requeue: boolean },
  offset: number,
): number {
  return write(buffer, frame, { method: BASIC_NACK, flags: frame.requeue ? 2 : 0 }, offset)
}

function write(
  buffer: Buffer,
  { channel, deliveryTag }: Pick<SettleFrame, 'channel' | 'deliveryTag'>,
  { method, flags }: { readonly method: number; readonly flags: number },
  start: number,
): number {
  let offset = buffer.writeUInt8(METHOD, start)
  offset = buffer.writeUInt16BE(channel, offset)
  offset = buffer.writeUInt32BE(PAYLOAD_BYTES, offset)
  offset = buffer.writeUInt16BE(BASIC, offset)
  offset = buffer.writeUInt16BE(method, offset)
  offset = buffer.writeUInt32BE(Math.floor(deliveryTag / TWO_TO_32), offset)
  offset = buffer.writeUInt32BE(deliveryTag % TWO_TO_32, offset)
  offset = buffer.writeUInt8(flags, offset)
  return buffer.writeUInt8(FRAME_END, offset)
}
