import { gunzip, gzip } from '#platform'

import { wireTexts } from '../texts/wire-texts.js'
import { unreadable } from './codec.js'

/**
 * Longest body after decompression. A few bytes can unfold to gigabytes: with this limit such a message is unreadable,
 * and the worker lives on. 16 times what RabbitMQ 4 takes as one message.
 */
export const LARGEST_BODY_BYTES = 256 * 1024 * 1024

export interface EncodedBody {
  readonly body: Uint8Array
  readonly contentEncoding: string | undefined
}

/** Compresses a body by gzip. A body of less than some kilobytes hardly shrinks. */
export async function compressBody(body: Uint8Array): Promise<EncodedBody> {
  return { body: await gzip(body), contentEncoding: 'gzip' }
}

/**
 * The body as it was before its sender compressed it.
 * @throws SerializationError `ARQ_DECODE_FAILED` when its encoding is not gzip, and when it unfolds to too much
 */
export async function decodeBody({ body, contentEncoding }: EncodedBody): Promise<Uint8Array> {
  if (contentEncoding !== 'gzip') {
    throw unreadable(
      'unknown_encoding',
      wireTexts.encodingUnknown({ value: String(contentEncoding) }),
    )
  }
  try {
    return await gunzip(body, LARGEST_BODY_BYTES)
  } catch (error) {
    throw unreadable('unknown_encoding', wireTexts.notCompressed(), error)
  }
}
