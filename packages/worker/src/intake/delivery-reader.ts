import { type Codec, type Delivery, jsonCodec } from '@arq/core'
import {
  decodeBody,
  type JobMessage,
  readJob,
  type SentArguments,
  unreadable,
  wireTexts,
} from '@arq/core/internal'

/** A delivery that was read. */
export interface ReadJob {
  readonly message: JobMessage
  /** What it was encoded with; follow-ups use it too. */
  readonly codec: Codec
  readonly sent: SentArguments
}

/** Turns the bytes of deliveries into jobs. */
export class DeliveryReader {
  readonly #codecs: ReadonlyMap<string, Codec>

  constructor(codecs: readonly Codec[]) {
    this.#codecs = new Map([jsonCodec, ...codecs].map((codec) => [codec.contentType, codec]))
  }

  /**
   * A promise only where the body has to be decompressed.
   * @throws SerializationError `ARQ_DECODE_FAILED` when the message is not a job
   */
  read(delivery: Delivery, nowMs: number): ReadJob | Promise<ReadJob> {
    const codec = this.codecOf(delivery.contentType)
    const defaults = { queueName: delivery.queueName, nowMs }
    const { body, contentEncoding } = delivery
    if (
      contentEncoding === undefined ||
      contentEncoding === 'identity' ||
      contentEncoding === 'utf-8'
    ) {
      return { codec, ...readJob(body, codec, defaults) }
    }
    return decodeBody({ body, contentEncoding }).then((plain) => ({
      codec,
      ...readJob(plain, codec, defaults),
    }))
  }

  /** @throws SerializationError `ARQ_DECODE_FAILED` when there is none */
  codecOf(contentType: string | undefined): Codec {
    // The Python library names none; a parameter (`; charset=utf-8`) changes nothing.
    const name = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
    if (name === '') return jsonCodec
    const codec = this.#codecs.get(name)
    if (codec) return codec
    const value = String(contentType)
    throw unreadable('unknown_encoding', wireTexts.codecMissing({ value }))
  }
}
