import { type Codec, type Delivery, isArqError, JobExpired, jsonCodec } from '@arq/core'
import {
  CLIENT_DELAYED_HEADER,
  decodeBody,
  decodeJobMessage,
  type JobMessage,
  parseInstant,
  unreadable,
} from '@arq/core/internal'

/** A delivery that was read. */
export interface ReadJob {
  readonly message: JobMessage
  /** What it was encoded with; follow-ups use it too. */
  readonly codec: Codec
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
    const codec = this.#codecOf(delivery.contentType)
    const defaults = { queueName: delivery.queueName, nowMs }
    const { body, contentEncoding } = delivery
    if (
      contentEncoding === undefined ||
      contentEncoding === 'identity' ||
      contentEncoding === 'utf-8'
    ) {
      return { message: decodeJobMessage(body, codec, defaults), codec }
    }
    return decodeBody({ body, contentEncoding }).then((plain) => ({
      message: decodeJobMessage(plain, codec, defaults),
      codec,
    }))
  }

  #codecOf(contentType: string | undefined): Codec {
    // The Python library names none; a parameter (`; charset=utf-8`) changes nothing.
    const name = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
    if (name === '') return jsonCodec
    const codec = this.#codecs.get(name)
    if (codec) return codec
    throw unreadable('unknown_encoding', `no codec for its content type ${String(contentType)}`)
  }
}

/** `x-job-id` of a dead letter that is not a job, as the Python library writes it. */
export function unreadableJobId(error: unknown): 'parse_failed' | 'unknown' {
  const reason = isArqError(error) ? error.details['reason'] : undefined
  return reason === 'not_json' ? 'parse_failed' : 'unknown'
}

/** The moment a message still has to wait for, if nobody has served its delay yet. */
export function unservedDelay(
  message: JobMessage,
  delivery: Delivery,
  nowMs: number,
): number | undefined {
  if (message.deferUntil === undefined) return undefined
  if (delivery.headers[CLIENT_DELAYED_HEADER] !== undefined) return undefined
  const dueAtMs = parseInstant(message.deferUntil)
  return dueAtMs !== undefined && dueAtMs > nowMs ? dueAtMs : undefined
}

/** The error of a job that may no longer be started, `undefined` while it may. */
export function expiredError(message: JobMessage, nowMs: number): JobExpired | undefined {
  const { expires, jobId } = message
  if (expires === undefined) return undefined
  const expiresAtMs = parseInstant(expires)
  return expiresAtMs !== undefined && expiresAtMs <= nowMs
    ? new JobExpired({ jobId, expires })
    : undefined
}
