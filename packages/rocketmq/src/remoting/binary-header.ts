import { FrameError } from '../errors/errors.js'
import { texts } from '../texts/texts.js'
import { type FrameHeader, frameInvalid } from './frame.js'
import { languageOrdinal, toLanguage } from './language.js'

const MAX_INT16 = 0x7fff

/** Code, language, version, opaque, flag, remark length, ext length. */
const FIXED_BYTES = 2 + 1 + 2 + 4 + 4 + 4 + 4

/** Whether a code fits: the binary header has 16 bits for it, which excludes the POP requests (2000xx). */
export const fitsBinaryHeader = (code: number): boolean => code <= MAX_INT16

/** Upper bound of the bytes that {@link writeBinaryHeader} needs; a UTF-16 unit takes at most three. */
export function binaryHeaderBound(header: FrameHeader): number {
  let bytes = FIXED_BYTES + (header.remark?.length ?? 0) * 3
  for (const [key, value] of Object.entries(header.ext)) {
    bytes += 2 + 4 + (key.length + value.length) * 3
  }
  return bytes
}

/**
 * Writes the header into `target` and returns where it ends. Source: RocketMQSerializable.java.
 * Fields without text are left out: the reader takes them for null, and then finds the signature of an ACL wrong.
 * @throws {@link FrameError} `ROCKETMQ_FRAME_INVALID` for a name over 32 767 bytes
 */
export function writeBinaryHeader(header: FrameHeader, target: Buffer, start: number): number {
  let at = target.writeInt16BE(header.code, start)
  at = target.writeInt8(languageOrdinal(header.language ?? 'OTHER'), at)
  at = target.writeInt16BE(header.version, at)
  at = target.writeInt32BE(header.opaque, at)
  at = target.writeInt32BE(header.flag, at)
  at = writeText32(header.remark ?? '', target, at)
  const extLengthAt = at
  at += 4
  for (const [key, value] of Object.entries(header.ext)) {
    if (value === '') continue
    const keyBytes = target.write(key, at + 2)
    if (keyBytes > MAX_INT16) throw keyTooLong(header.code, key, keyBytes)
    target.writeInt16BE(keyBytes, at)
    at = writeText32(value, target, at + 2 + keyBytes)
  }
  target.writeInt32BE(at - extLengthAt - 4, extLengthAt)
  return at
}

function writeText32(text: string, target: Buffer, start: number): number {
  const bytes = text === '' ? 0 : target.write(text, start + 4)
  target.writeInt32BE(bytes, start)
  return start + 4 + bytes
}

function keyTooLong(code: number, key: string, bytes: number): FrameError {
  const field = `${key.slice(0, 40)}…`
  return new FrameError({
    code: 'ROCKETMQ_FRAME_INVALID',
    text: texts.headerUnencodable({ code, field, bytes, limit: MAX_INT16 }),
    details: { code, field, bytes },
  })
}

/** @throws {@link FrameError} `ROCKETMQ_FRAME_INVALID` */
export function readBinaryHeader(bytes: Buffer, start: number, end: number): FrameHeader {
  if (end - start < FIXED_BYTES) throw truncated('the fixed fields')
  const remarkAt = start + 13
  const remarkLength = lengthAt(bytes, remarkAt, end, 'remark')
  const extAt = remarkAt + 4 + remarkLength
  const extLength = lengthAt(bytes, extAt, end, 'ext')
  return {
    code: bytes.readInt16BE(start),
    language: toLanguage(bytes.readInt8(start + 2)),
    version: bytes.readInt16BE(start + 3),
    opaque: bytes.readInt32BE(start + 5),
    flag: bytes.readInt32BE(start + 9),
    remark: remarkLength === 0 ? undefined : bytes.toString('utf8', remarkAt + 4, extAt),
    ext: readExt(bytes, extAt + 4, extAt + 4 + extLength),
  }
}

function readExt(bytes: Buffer, start: number, end: number): Readonly<Record<string, string>> {
  // A map first: a key such as __proto__ is data here, never a prototype.
  const ext = new Map<string, string>()
  let at = start
  while (at < end) {
    if (end - at < 2) throw truncated('ext key')
    const keyEnd = at + 2 + bytes.readInt16BE(at)
    if (keyEnd < at + 2 || keyEnd > end) throw truncated('ext key')
    const valueAt = keyEnd + 4
    const valueEnd = valueAt + lengthAt(bytes, keyEnd, end, 'ext value')
    // The Java side reads a text of no bytes as null, and leaves such entries out.
    if (keyEnd > at + 2 && valueEnd > valueAt) {
      ext.set(bytes.toString('utf8', at + 2, keyEnd), bytes.toString('utf8', valueAt, valueEnd))
    }
    at = valueEnd
  }
  return Object.fromEntries(ext)
}

/** The int32 length at `at`, checked against what is left before `end`. */
function lengthAt(bytes: Buffer, at: number, end: number, field: string): number {
  if (end - at < 4) throw truncated(field)
  const length = bytes.readInt32BE(at)
  if (length < 0 || length > end - at - 4) throw truncated(field)
  return length
}

const truncated = (field: string): FrameError => frameInvalid(texts.headerTruncated({ field }))
