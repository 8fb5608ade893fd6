import type { AmqplibConnection } from './amqplib-internals.js'
import { DeliveryAssembly } from './delivery-assembly.js'
import type { ReceivedMessage } from './received-message.js'

const FRAME_START = 7
const FRAME_OVERHEAD = FRAME_START + 1
const FRAME_END = 0xce

/**
 * Stands in for amqplib's frame reader on one connection: takes the deliveries of the channels it was asked for out of
 * the stream, and leaves every other frame, as well as every malformed one, to amqplib.
 */
export class DeliveryInterceptor {
  readonly #connection: AmqplibConnection
  readonly #leaveToAmqplib: () => unknown
  readonly #byChannel = new Map<number, DeliveryAssembly>()

  constructor(connection: AmqplibConnection) {
    this.#connection = connection
    this.#leaveToAmqplib = connection.recvFrame.bind(connection)
    connection.recvFrame = () => this.#next()
  }

  /** Takes the deliveries of a channel from now on. */
  intercept(channel: number, onMessage: (message: ReceivedMessage) => void): void {
    this.#byChannel.set(channel, new DeliveryAssembly(onMessage))
  }

  release(channel: number): void {
    this.#byChannel.delete(channel)
  }

  /** @returns the next frame that is not for us, decoded; `false` when there is none as yet */
  #next(): unknown {
    const connection = this.#connection
    let bytes = connection.rest
    let offset = 0
    for (;;) {
      const end = endOfFrame(bytes, offset, connection.maxFrameSize)
      if (end === 'incomplete') {
        const chunk = connection.stream.read()
        if (chunk === null) {
          connection.rest = bytes.subarray(offset)
          return false
        }
        connection.recvSinceLastCheck = true
        bytes = offset === bytes.length ? chunk : Buffer.concat([bytes.subarray(offset), chunk])
        offset = 0
        continue
      }
      const isTaken =
        end !== 'malformed' &&
        this.#byChannel.get(bytes.readUInt16BE(offset + 1))?.takeFrame(bytes, offset, end) === true
      if (!isTaken) {
        connection.rest = bytes.subarray(offset)
        return this.#leaveToAmqplib()
      }
      offset = end
    }
  }
}

function endOfFrame(
  bytes: Buffer,
  offset: number,
  maxFrameSize: number,
): number | 'incomplete' | 'malformed' {
  if (bytes.length - offset < FRAME_OVERHEAD) return 'incomplete'
  const size = bytes.readUInt32BE(offset + 3)
  if (maxFrameSize > 0 && size > maxFrameSize) return 'malformed'
  const end = offset + FRAME_OVERHEAD + size
  if (end > bytes.length) return 'incomplete'
  return bytes[end - 1] === FRAME_END ? end : 'malformed'
}
