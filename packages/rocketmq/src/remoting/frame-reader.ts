import { decodeFrame, readFrameLength, readHeaderEnd } from './decode-frame.js'
import { type Frame, FRAME_PREFIX_BYTES, LENGTH_FIELD_BYTES } from './frame.js'

/** First allocation for a frame that comes in pieces; it doubles from there, never beyond the frame. */
const FIRST_PIECE_BYTES = 16 * 1024

export interface FrameReaderParts {
  /** Largest frame, its length field included. */
  readonly maxFrameBytes: number
  readonly onFrame: (frame: Frame) => void
}

/**
 * Joins chunks into frames, wherever they were cut. Holds at most one unfinished frame, in memory that grows with the
 * bytes that have really come: a length field alone reserves nothing.
 */
export class FrameReader {
  readonly #parts: FrameReaderParts
  /** The unfinished frame, in the first `#have` bytes. */
  #partial = Buffer.alloc(0)
  #have = 0
  /** Bytes of the unfinished frame with its length field; 0 until that field is complete. */
  #wanted = 0

  constructor(parts: FrameReaderParts) {
    this.#parts = parts
  }

  /**
   * Takes the next bytes and hands on each frame that they complete, in order.
   * @throws {@link FrameError} on bytes that are no frame: there is no way to find the next one, drop the connection
   */
  push(chunk: Buffer): void {
    let at = this.#have === 0 ? 0 : this.#complete(chunk)
    while (chunk.length - at >= LENGTH_FIELD_BYTES) {
      const total = this.#frameBytes(chunk, at)
      if (chunk.length - at < total) break
      this.#parts.onFrame(decodeFrame(chunk, at, total - LENGTH_FIELD_BYTES))
      at += total
    }
    if (at < chunk.length) this.#keep(chunk, at)
  }

  /** Fills up the unfinished frame; returns how much of the chunk that took. */
  #complete(chunk: Buffer): number {
    let at = 0
    if (this.#wanted === 0) {
      at = this.#append(chunk, 0, LENGTH_FIELD_BYTES - this.#have)
      if (this.#have < LENGTH_FIELD_BYTES) return at
      this.#wanted = this.#frameBytes(this.#partial, 0)
    }
    if (this.#have < FRAME_PREFIX_BYTES) {
      at += this.#append(chunk, at, FRAME_PREFIX_BYTES - this.#have)
      if (this.#have < FRAME_PREFIX_BYTES) return at
      // As early as can be: garbage that looks like a length must not make us wait for that many bytes.
      readHeaderEnd(this.#partial, 0, this.#wanted - LENGTH_FIELD_BYTES)
    }
    at += this.#append(chunk, at, this.#wanted - this.#have)
    if (this.#have < this.#wanted) return at
    const frame = decodeFrame(this.#partial, 0, this.#wanted - LENGTH_FIELD_BYTES)
    // The frame's body is a view on this memory: it is given away.
    this.#partial = Buffer.alloc(0)
    this.#have = 0
    this.#wanted = 0
    this.#parts.onFrame(frame)
    return at
  }

  /** Begins an unfinished frame with the rest of a chunk. */
  #keep(chunk: Buffer, at: number): void {
    const have = chunk.length - at
    if (have >= LENGTH_FIELD_BYTES) this.#wanted = this.#frameBytes(chunk, at)
    if (have >= FRAME_PREFIX_BYTES) readHeaderEnd(chunk, at, this.#wanted - LENGTH_FIELD_BYTES)
    this.#append(chunk, at, have)
  }

  #append(chunk: Buffer, at: number, count: number): number {
    const end = Math.min(at + count, chunk.length)
    this.#makeRoom(this.#have + end - at)
    this.#have += chunk.copy(this.#partial, this.#have, at, end)
    return end - at
  }

  #makeRoom(bytes: number): void {
    if (this.#partial.length >= bytes) return
    const doubled = Math.max(bytes, this.#partial.length * 2, FIRST_PIECE_BYTES)
    // Until the length is known, no more than a prefix is needed.
    const limit = this.#wanted === 0 ? FRAME_PREFIX_BYTES : this.#wanted
    const grown = Buffer.allocUnsafeSlow(Math.max(bytes, Math.min(doubled, limit)))
    this.#partial.copy(grown, 0, 0, this.#have)
    this.#partial = grown
  }

  #frameBytes(bytes: Buffer, at: number): number {
    return LENGTH_FIELD_BYTES + readFrameLength(bytes, at, this.#parts.maxFrameBytes)
  }
}
