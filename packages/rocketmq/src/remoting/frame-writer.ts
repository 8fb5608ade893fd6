import { FrameError } from '../errors/errors.js'
import { texts } from '../texts/texts.js'
import { binaryHeaderBound, fitsBinaryHeader, writeBinaryHeader } from './binary-header.js'
import {
  FRAME_PREFIX_BYTES,
  type FrameHeader,
  type HeaderForm,
  LENGTH_FIELD_BYTES,
  SERIALIZE_TYPE,
} from './frame.js'
import { jsonHeader } from './json-header.js'

/** Bytes that are allocated at a time; frames of many turns share one block. */
const BLOCK_BYTES = 64 * 1024

export interface FrameWriterParts {
  /** Wanted form of the headers; a code that the binary form has no room for goes as JSON. */
  readonly headerForm: HeaderForm
  /** Largest frame, its length field included. */
  readonly maxFrameBytes: number
}

/**
 * Gathers the frames of one turn so that they leave in one write. Bytes that were taken are never written again, so a
 * socket may hold on to them.
 */
export class FrameWriter {
  readonly #parts: FrameWriterParts
  #block = Buffer.alloc(0)
  #start = 0
  #end = 0

  constructor(parts: FrameWriterParts) {
    this.#parts = parts
  }

  /** Bytes that {@link take} would give. */
  get byteLength(): number {
    return this.#end - this.#start
  }

  /**
   * Adds a frame; header and body are copied, the caller may change them afterwards.
   * @throws {@link FrameError} `ROCKETMQ_FRAME_TOO_LARGE`, `ROCKETMQ_FRAME_INVALID`; nothing was added then
   */
  append(header: FrameHeader, body?: Uint8Array): void {
    const bodyBytes = body?.length ?? 0
    // Before anything is reserved: a body beyond the limit must not cost its size in memory.
    this.#check(header.code, FRAME_PREFIX_BYTES + bodyBytes)
    const headerForm =
      this.#parts.headerForm === 'binary' && fitsBinaryHeader(header.code) ? 'binary' : 'json'
    const headerEnd =
      headerForm === 'json'
        ? this.#writeJsonHeader(header, bodyBytes)
        : this.#writeBinaryHeader(header, bodyBytes)
    const end = headerEnd + bodyBytes
    this.#check(header.code, end - this.#end)
    if (body) this.#block.set(body, headerEnd)
    this.#writePrefix(headerForm, headerEnd, end)
    this.#end = end
  }

  /** The bytes added since the last call. */
  take(): Buffer {
    const bytes = this.#block.subarray(this.#start, this.#end)
    this.#start = this.#end
    return bytes
  }

  #writeJsonHeader(header: FrameHeader, bodyBytes: number): number {
    const text = jsonHeader(header)
    // A UTF-16 unit takes at most three bytes in UTF-8.
    this.#reserve(FRAME_PREFIX_BYTES + text.length * 3 + bodyBytes)
    const start = this.#end + FRAME_PREFIX_BYTES
    return start + this.#block.write(text, start)
  }

  #writeBinaryHeader(header: FrameHeader, bodyBytes: number): number {
    this.#reserve(FRAME_PREFIX_BYTES + binaryHeaderBound(header) + bodyBytes)
    return writeBinaryHeader(header, this.#block, this.#end + FRAME_PREFIX_BYTES)
  }

  #writePrefix(headerForm: HeaderForm, headerEnd: number, end: number): void {
    const headerBytes = headerEnd - this.#end - FRAME_PREFIX_BYTES
    this.#block.writeInt32BE(end - this.#end - LENGTH_FIELD_BYTES, this.#end)
    this.#block.writeInt32BE(
      (SERIALIZE_TYPE[headerForm] << 24) | headerBytes,
      this.#end + LENGTH_FIELD_BYTES,
    )
  }

  #reserve(bytes: number): void {
    if (this.#block.length - this.#end >= bytes) return
    const pending = this.#block.subarray(this.#start, this.#end)
    const block = Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, pending.length + bytes))
    block.set(pending)
    this.#block = block
    this.#start = 0
    this.#end = pending.length
  }

  #check(code: number, bytes: number): void {
    const limit = this.#parts.maxFrameBytes
    if (bytes <= limit) return
    throw new FrameError({
      code: 'ROCKETMQ_FRAME_TOO_LARGE',
      text: texts.frameTooLarge({ code, bytes, limit }),
      details: { code, bytes, limit },
    })
  }
}
