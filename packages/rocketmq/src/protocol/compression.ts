import { promisify } from 'node:util'
import { constants, deflate, deflateSync, inflateSync } from 'node:zlib'

import { BodyError } from '../errors/errors.js'
import { texts } from '../texts/texts.js'
import type { BodyReader, CompressionCodec } from './compression-codec.js'
import { decompressLz4 } from './lz4-frame.js'
import { compressionOf, type CompressionType } from './sys-flag.js'
import { builtInZstd } from './zstd-codec.js'
import { ZSTD_PACKAGE, zstdByPackage } from './zstd-package.js'

/** Bodies above this are compressed in another thread: here they would hold up everything else for milliseconds. */
const SYNC_LIMIT_BYTES = 64 * 1024

const deflateInThread = promisify<Uint8Array, { level: number }, Buffer>(deflate)

/**
 * zlib-wrapped deflate, as all RocketMQ clients know it.
 *
 * Source: apache/rocketmq `common/.../compression/ZlibCompressor.java`.
 */
export const zlibCodec: CompressionCodec = {
  type: 'zlib',
  compress: (body, level) =>
    body.length > SYNC_LIMIT_BYTES
      ? deflateInThread(body, { level })
      : deflateSync(body, { level }),
  // A truncated body must be an error, never a shorter body.
  decompress: (body, maxBytes) =>
    inflateSync(body, { maxOutputLength: maxBytes, finishFlush: constants.Z_FINISH }),
}

/** LZ4 frames are read, and not written: nobody but Java producers that are set to it has a use for them. */
const lz4Reader: BodyReader = { type: 'lz4', decompress: decompressLz4 }

/** The codecs at hand, by type: some of them only read. */
export type CompressionCodecs = ReadonlyMap<CompressionType, CompressionCodec | BodyReader>

/**
 * zlib, lz4 to read, zstd where Node has it or a package to read it is installed, and the codecs given; one of the same
 * type takes the place of ours.
 */
export function compressionCodecs(codecs: readonly CompressionCodec[] = []): CompressionCodecs {
  const zstd = builtInZstd() ?? zstdByPackage()
  const known = [zlibCodec, lz4Reader, ...(zstd ? [zstd] : [])]
  return new Map([...known, ...codecs].map((codec) => [codec.type, codec]))
}

/** The codec to compress with; `undefined` where there is none, or one that only reads. */
export function writingCodec(
  codecs: CompressionCodecs,
  type: CompressionType,
): CompressionCodec | undefined {
  const codec = codecs.get(type)
  return codec && 'compress' in codec ? codec : undefined
}

export interface DecompressOptions {
  readonly codecs: CompressionCodecs
  /** The most bytes a body may have once decompressed: the guard against tiny bodies that grow without end. */
  readonly maxBodyBytes: number
}

/** A body as the receiver gets it. */
export interface ReadableBody {
  /** Decompressed, or as it was stored when that failed. */
  readonly body: Buffer
  /** Why the body is as it was stored. */
  readonly error: BodyError | undefined
}

/** Decompresses a stored body where its flags say so. Never throws: a message is not lost for an unreadable body. */
export function decompressBody(
  stored: Buffer,
  sysFlag: number,
  { codecs, maxBodyBytes }: DecompressOptions,
): ReadableBody {
  const type = compressionOf(sysFlag)
  if (type === undefined) return { body: stored, error: undefined }
  const codec = typeof type === 'string' ? codecs.get(type) : undefined
  if (codec === undefined) {
    const hint = type === 'zstd' ? texts.zstdHint({ package: ZSTD_PACKAGE }) : texts.codecHint()
    const text = texts.codecMissing({ type, hint })
    return failed(
      stored,
      new BodyError({ code: 'ROCKETMQ_CODEC_MISSING', text, details: { type } }),
    )
  }
  try {
    const body = codec.decompress(stored, maxBodyBytes)
    if (body.length > maxBodyBytes) return tooLarge(stored, codec.type, maxBodyBytes)
    return { body: Buffer.from(body.buffer, body.byteOffset, body.byteLength), error: undefined }
  } catch (cause) {
    if (codeOf(cause) === 'ERR_BUFFER_TOO_LARGE') {
      return tooLarge(stored, codec.type, maxBodyBytes, cause)
    }
    const reason = textOf(cause)
    const text = texts.bodyUndecompressible({ type: codec.type, reason })
    const details = { type: codec.type, reason }
    return failed(stored, new BodyError({ code: 'ROCKETMQ_BODY_UNREADABLE', text, details, cause }))
  }
}

function tooLarge(
  stored: Buffer,
  type: CompressionType,
  limit: number,
  cause?: unknown,
): ReadableBody {
  const text = texts.bodyTooLarge({ type, limit })
  const details = { type, limit, storedBytes: stored.length }
  return failed(stored, new BodyError({ code: 'ROCKETMQ_BODY_UNREADABLE', text, details, cause }))
}

const failed = (body: Buffer, error: BodyError): ReadableBody => ({ body, error })

// Errors that Node made are not always of this realm, so nothing is asked of their class.
function textOf(error: unknown): string {
  const message: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'message') : error
  return String(message)
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined
}
