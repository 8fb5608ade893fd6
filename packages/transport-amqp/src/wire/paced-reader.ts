import type { AmqplibStream } from './amqplib-internals.js'

/** A chunk this long means that the socket has more. */
const LARGE_CHUNK_BYTES = 32 * 1024

/**
 * Reads a busy stream one chunk per turn of the event loop.
 *
 * libuv reads a socket that has more up to 32 times before anything else runs: 2 MB of deliveries, so the whole prefetch.
 * The calls of the result store that they cause, and the acks, are written only after that. The store and the broker
 * would stand still while the worker works, and the worker while they do.
 */
export class PacedReader {
  readonly #stream: AmqplibStream
  #hasReadThisTurn = false
  #goesOn = false

  constructor(stream: AmqplibStream) {
    this.#stream = stream
  }

  /** @returns `null` when there is nothing to read in this turn; the stream says `readable` once there is */
  read(): Buffer | null {
    if (this.#hasReadThisTurn && this.#stream.readableLength > 0) {
      this.#goOnNextTurn()
      return null
    }
    const chunk = this.#stream.read()
    if (chunk !== null && chunk.length >= LARGE_CHUNK_BYTES && !this.#hasReadThisTurn) {
      this.#hasReadThisTurn = true
      setImmediate(() => (this.#hasReadThisTurn = false))
    }
    return chunk
  }

  /** Behind the writes of this turn: they were asked for earlier, and wait for the same phase of the event loop. */
  #goOnNextTurn(): void {
    if (this.#goesOn) return
    this.#goesOn = true
    setImmediate(() => {
      this.#goesOn = false
      this.#stream.emit('readable')
    })
  }
}
