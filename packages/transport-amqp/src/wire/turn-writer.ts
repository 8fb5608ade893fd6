import type { AmqplibConnection } from './amqplib-internals.js'

/** Frames are appended to a block of at most this size; the next one is taken when it is full. */
const BLOCK_BYTES = 256 * 1024
/** So much is sent without waiting for the end of the turn. */
const LARGE_WRITE_BYTES = 128 * 1024

/**
 * Collects the frames of one turn of the event loop behind each other and hands them to the socket in one write, around
 * amqplib's stream per channel and its `setImmediate`: before whatever amqplib itself sends of this turn.
 */
export class TurnWriter {
  readonly #connection: AmqplibConnection
  readonly #blockBytes: number
  #block = Buffer.allocUnsafeSlow(0)
  /** What lies before it belongs to the socket: no place of a block is written twice. */
  #start = 0
  #end = 0
  #isFlushDue = false
  #isFull = false

  /** @param blockBytes what is taken at once for the frames to come */
  constructor(connection: AmqplibConnection, blockBytes = BLOCK_BYTES) {
    this.#connection = connection
    this.#blockBytes = blockBytes
  }

  /** Whether the socket takes anything. */
  get isWritable(): boolean {
    return this.#connection.stream.writable
  }

  /** Whether the socket has asked to wait for its `drain`, see {@link drained}. */
  get isFull(): boolean {
    return this.#isFull
  }

  /**
   * Appends frames, which leave at the latest at the end of this turn.
   * @param bytes at least as many as they need
   * @param write writes them from `offset` on and gives the offset behind them; when it throws, nothing is sent of them
   */
  append(bytes: number, write: (block: Buffer, offset: number) => number): void {
    this.#makeRoom(bytes)
    this.#end = write(this.#block, this.#end)
    if (this.#end - this.#start >= LARGE_WRITE_BYTES) this.#flush()
    else this.#flushThisTurn()
  }

  /** The socket has sent what it had. */
  drained(): void {
    this.#isFull = false
  }

  /** Whatever was not handed to the socket is never sent. */
  discard(): void {
    this.#start = this.#end
  }

  #makeRoom(bytes: number): void {
    if (this.#block.length - this.#end >= bytes) return
    this.#flush()
    this.#block = Buffer.allocUnsafeSlow(Math.max(this.#blockBytes, bytes))
    this.#start = 0
    this.#end = 0
  }

  #flushThisTurn(): void {
    if (this.#isFlushDue) return
    this.#isFlushDue = true
    // It runs after the microtasks of this turn, so that what these send leaves in the same write.
    process.nextTick(() => {
      this.#isFlushDue = false
      this.#flush()
    })
  }

  #flush(): void {
    if (this.#end === this.#start || !this.isWritable) return
    const bytes = this.#block.subarray(this.#start, this.#end)
    this.#start = this.#end
    this.#connection.sentSinceLastCheck = true
    this.#isFull = !this.#connection.stream.write(bytes)
  }
}
