/** Source of the numbers and of the form: the LZ4 frame format, https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md */
const MAGIC = 0x184d2204
const FLAG = { CONTENT_CHECKSUM: 4, CONTENT_SIZE: 8, BLOCK_CHECKSUM: 16, DICTIONARY: 1 } as const
const VERSION_BITS = 0xc0
const VERSION_1 = 0x40
const STORED_BLOCK = 0x80000000
const SHORTEST_MATCH = 4
/** A length of so much in a token goes on in the bytes that follow. */
const LENGTH_GOES_ON = 15
/** Room to begin with, as a multiple of the compressed bytes: texts rarely become less than a quarter. */
const FIRST_GUESS = 4

/**
 * Decompresses a body that consists of LZ4 frames, which is what the Java client writes. Checksums are passed over:
 * brokers have one of their own for each body.
 *
 * Source of the form: apache/rocketmq `common/.../compression/Lz4Compressor.java` (lz4-java's `LZ4FrameOutputStream`).
 * @throws {@link RangeError} `code: 'ERR_BUFFER_TOO_LARGE'` where it comes to more than `maxBytes`
 * @throws {@link Error} where the bytes are no whole LZ4 frames
 */
export function decompressLz4(compressed: Uint8Array, maxBytes: number): Buffer {
  const input = Buffer.from(compressed.buffer, compressed.byteOffset, compressed.byteLength)
  const output = new GrowingOutput(input.length * FIRST_GUESS, maxBytes)
  let at = 0
  do at = readFrame(input, at, output)
  while (at < input.length)
  return output.written()
}

/** @returns where the frame ends */
function readFrame(input: Buffer, start: number, output: GrowingOutput): number {
  need(input, start, 7)
  if (input.readUInt32LE(start) !== MAGIC) throw new Error('no LZ4 frame')
  const flags = input.readUInt8(start + 4)
  if ((flags & VERSION_BITS) !== VERSION_1) throw new Error('an LZ4 frame of another version')
  if ((flags & FLAG.DICTIONARY) !== 0) throw new Error('an LZ4 frame with a dictionary')
  const sizeBytes = (flags & FLAG.CONTENT_SIZE) === 0 ? 0 : 8
  const checksumBytes = (flags & FLAG.BLOCK_CHECKSUM) === 0 ? 0 : 4
  let at = start + 7 + sizeBytes
  for (;;) {
    need(input, at, 4)
    const head = input.readUInt32LE(at)
    at += 4
    if (head === 0) break
    const size = head & ~STORED_BLOCK
    need(input, at, size + checksumBytes)
    const block = input.subarray(at, at + size)
    if (head >= STORED_BLOCK) output.append(block, 0, size)
    else readBlock(block, output)
    at += size + checksumBytes
  }
  const end = at + ((flags & FLAG.CONTENT_CHECKSUM) === 0 ? 0 : 4)
  need(input, at, end - at)
  return end
}

/** Sequences of literal bytes, each followed by a match: a piece of what is written already. The last has no match. */
function readBlock(block: Buffer, output: GrowingOutput): void {
  let at = 0
  const length = (nibble: number): number => {
    if (nibble < LENGTH_GOES_ON) return nibble
    let total = nibble
    for (;;) {
      need(block, at, 1)
      const more = block.readUInt8(at)
      at += 1
      total += more
      if (more < 255) return total
    }
  }
  for (;;) {
    need(block, at, 1)
    const token = block.readUInt8(at)
    at += 1
    const literals = length(token >> 4)
    need(block, at, literals)
    output.append(block, at, literals)
    at += literals
    if (at === block.length) return
    need(block, at, 2)
    const distance = block.readUInt16LE(at)
    at += 2
    output.repeat(distance, length(token & 15) + SHORTEST_MATCH)
  }
}

function need(bytes: Buffer, at: number, count: number): void {
  if (at + count > bytes.length) throw new Error('an LZ4 frame that is cut off')
}

/** What is decompressed so far: later parts may repeat earlier ones. */
class GrowingOutput {
  readonly #maxBytes: number
  #bytes: Buffer
  #length = 0

  constructor(firstBytes: number, maxBytes: number) {
    this.#maxBytes = maxBytes
    this.#bytes = Buffer.allocUnsafe(Math.min(firstBytes, maxBytes))
  }

  written(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  append(source: Buffer, start: number, count: number): void {
    this.#makeRoom(count)
    source.copy(this.#bytes, this.#length, start, start + count)
    this.#length += count
  }

  /** Repeats bytes from so far back; a piece that reaches its own beginning repeats that, too. */
  repeat(distance: number, count: number): void {
    if (distance === 0 || distance > this.#length) throw new Error('an LZ4 match before the start')
    this.#makeRoom(count)
    const bytes = this.#bytes
    for (let at = this.#length, end = at + count; at < end; at += 1) {
      bytes[at] = bytes[at - distance] ?? 0
    }
    this.#length += count
  }

  #makeRoom(count: number): void {
    const wanted = this.#length + count
    if (wanted > this.#maxBytes) {
      const error = new RangeError(`more than ${this.#maxBytes} bytes`)
      throw Object.assign(error, { code: 'ERR_BUFFER_TOO_LARGE' })
    }
    if (wanted <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.min(this.#maxBytes, wanted * 2))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
