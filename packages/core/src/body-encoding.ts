import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

import { unreadable } from './codec.js'

const compress = promisify(gzip)
const decompress = promisify(gunzip)

/** What a few bytes may unfold to: a bomb is an unreadable message, not the end of the worker. */
const LARGEST_BODY_BYTES = 256 * 1024 * 1024

export interface EncodedBody {
  readonly body: Uint8Array
  readonly contentEncoding: string | undefined
}

/** A body with gzip; worth it for large ones only. */
export async function compressBody(body: Uint8Array): Promise<EncodedBody> {
  return { body: await compress(body), contentEncoding: 'gzip' }
}

/** The body as its sender had it before compressing. */
export async function decodeBody({ body, contentEncoding }: EncodedBody): Promise<Uint8Array> {
  if (contentEncoding !== 'gzip') {
    throw unreadable('unknown_encoding', `its content encoding is ${String(contentEncoding)}`)
  }
  try {
    return await decompress(body, { maxOutputLength: LARGEST_BODY_BYTES })
  } catch (error) {
    throw unreadable('unknown_encoding', 'it cannot be decompressed', error)
  }
}
