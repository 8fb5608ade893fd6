import { LazyProperties } from './lazy-properties.js'
import type { ReceivedMessage } from './received-message.js'

const METHOD = 1
const HEADER = 2
const BODY = 3
const FRAME_START = 7
/** Class 60, method 60. */
const BASIC_DELIVER = 0x003c003c
/** Class, weight and the 64-bit size before the properties. */
const HEADER_START = 12

/** Puts the frames of deliveries on one channel together: a method, a header, and as many bodies as its size says. */
export class DeliveryAssembly {
  readonly #onMessage: (message: ReceivedMessage) => void
  #awaits: 'method' | 'header' | 'body' = 'method'
  #deliveryTag = 0
  #redelivered = false
  #properties: LazyProperties | undefined
  #parts: Buffer[] = []
  #missingBytes = 0

  constructor(onMessage: (message: ReceivedMessage) => void) {
    this.#onMessage = onMessage
  }

  /**
   * Takes a whole frame that lies in `bytes` from `start` to `end`.
   * @returns false when it is no part of a delivery, or not the one that must come now
   */
  takeFrame(bytes: Buffer, start: number, end: number): boolean {
    const payload = start + FRAME_START
    // The frame's last byte is its end mark.
    const payloadEnd = end - 1
    const type: number = bytes[start] ?? 0
    switch (type) {
      case METHOD:
        return this.#awaits === 'method' && this.#takeMethod(bytes, payload, payloadEnd)
      case HEADER:
        return this.#awaits === 'header' && this.#takeHeader(bytes, payload, payloadEnd)
      case BODY:
        return this.#awaits === 'body' && this.#takeBody(bytes.subarray(payload, payloadEnd))
      default:
        return false
    }
  }

  #takeMethod(bytes: Buffer, payload: number, payloadEnd: number): boolean {
    if (payloadEnd - payload < 14 || bytes.readUInt32BE(payload) !== BASIC_DELIVER) return false
    // Behind the method's number: the consumer tag, one length byte and its text.
    const afterTag = payload + 5 + bytes.readUInt8(payload + 4)
    if (afterTag + 9 > payloadEnd) return false
    // A 64-bit number that counts messages of one channel: always far below 2^53.
    this.#deliveryTag = bytes.readUInt32BE(afterTag) * 2 ** 32 + bytes.readUInt32BE(afterTag + 4)
    this.#redelivered = bytes.readUInt8(afterTag + 8) !== 0
    this.#awaits = 'header'
    return true
  }

  #takeHeader(bytes: Buffer, payload: number, payloadEnd: number): boolean {
    if (payloadEnd - payload < HEADER_START + 2) return false
    const size = bytes.readUInt32BE(payload + 4) * 2 ** 32 + bytes.readUInt32BE(payload + 8)
    this.#properties = new LazyProperties(bytes.subarray(payload + HEADER_START, payloadEnd))
    this.#missingBytes = size
    if (size > 0) this.#awaits = 'body'
    else this.#emit(Buffer.alloc(0))
    return true
  }

  #takeBody(part: Buffer): boolean {
    if (part.length > this.#missingBytes) return false
    this.#missingBytes -= part.length
    if (this.#missingBytes > 0) {
      this.#parts.push(part)
      return true
    }
    if (this.#parts.length === 0) {
      this.#emit(part)
      return true
    }
    const parts = [...this.#parts, part]
    this.#parts = []
    this.#emit(Buffer.concat(parts))
    return true
  }

  #emit(body: Buffer): void {
    const [deliveryTag, redelivered] = [this.#deliveryTag, this.#redelivered]
    const properties = this.#properties ?? new LazyProperties(Buffer.alloc(0))
    this.#properties = undefined
    this.#awaits = 'method'
    this.#onMessage(new AssembledMessage(deliveryTag, redelivered, body, properties))
  }
}

// A class: V8 may give literals that survived a few collections old memory from their start, and each that is dead there
// keeps its body.
class AssembledMessage implements ReceivedMessage {
  readonly deliveryTag: number
  readonly redelivered: boolean
  readonly body: Buffer
  readonly properties: LazyProperties

  constructor(deliveryTag: number, redelivered: boolean, body: Buffer, properties: LazyProperties) {
    this.deliveryTag = deliveryTag
    this.redelivered = redelivered
    this.body = body
    this.properties = properties
  }
}
