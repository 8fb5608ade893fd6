import { FrameError } from '../errors/errors.js'
import { texts } from '../texts/texts.js'
import { readBinaryHeader } from './binary-header.js'
import {
  type Frame,
  FRAME_PREFIX_BYTES,
  frameInvalid,
  LENGTH_FIELD_BYTES,
  SERIALIZE_TYPE,
} from './frame.js'
import { readJsonHeader } from './json-header.js'

/** No header is shorter: `{}`, and its code and opaque are needed besides. */
const MIN_HEADER_BYTES = 2

/**
 * Reads and checks a frame's length field: what follows it, in bytes.
 * @throws {@link FrameError} `ROCKETMQ_FRAME_TOO_LARGE`, `ROCKETMQ_FRAME_INVALID`
 */
export function readFrameLength(bytes: Buffer, start: number, maxFrameBytes: number): number {
  const length = bytes.readInt32BE(start)
  if (length < LENGTH_FIELD_BYTES + MIN_HEADER_BYTES) {
    throw frameInvalid(texts.frameLengthImpossible({ length }))
  }
  const total = length + LENGTH_FIELD_BYTES
  if (total > maxFrameBytes) {
    throw new FrameError({
      code: 'ROCKETMQ_FRAME_TOO_LARGE',
      text: texts.frameReceivedTooLarge({ bytes: total, limit: maxFrameBytes }),
      details: { bytes: total, limit: maxFrameBytes },
    })
  }
  return length
}

/**
 * Reads and checks the second word, serialize type and header length, against the length.
 * @throws {@link FrameError} `ROCKETMQ_FRAME_INVALID`
 */
export function readHeaderEnd(bytes: Buffer, start: number, length: number): number {
  const word = bytes.readInt32BE(start + LENGTH_FIELD_BYTES)
  const headerLength = word & 0xffffff
  const type = word >> 24
  if (type !== SERIALIZE_TYPE.json && type !== SERIALIZE_TYPE.binary) {
    throw frameInvalid(texts.serializeTypeUnknown({ type }))
  }
  if (headerLength < MIN_HEADER_BYTES || headerLength > length - LENGTH_FIELD_BYTES) {
    throw frameInvalid(texts.headerLengthImpossible({ headerLength, length }))
  }
  return start + FRAME_PREFIX_BYTES + headerLength
}

/**
 * Reads one whole frame that begins at `start` and whose length field says `length`. The body is a view, not a copy.
 * @throws {@link FrameError} `ROCKETMQ_FRAME_INVALID`
 */
export function decodeFrame(bytes: Buffer, start: number, length: number): Frame {
  const headerEnd = readHeaderEnd(bytes, start, length)
  const headerStart = start + FRAME_PREFIX_BYTES
  const isJson = bytes[start + LENGTH_FIELD_BYTES] === SERIALIZE_TYPE.json
  const header = isJson
    ? readJsonHeader(bytes, headerStart, headerEnd)
    : readBinaryHeader(bytes, headerStart, headerEnd)
  const body = bytes.subarray(headerEnd, start + LENGTH_FIELD_BYTES + length)
  return {
    code: header.code,
    language: header.language,
    version: header.version,
    opaque: header.opaque,
    flag: header.flag,
    remark: header.remark,
    ext: header.ext,
    body,
  }
}
