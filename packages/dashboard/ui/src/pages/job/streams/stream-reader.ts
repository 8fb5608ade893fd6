import type { StreamEvent, StreamItemView } from '../../../../../src/contract/index.js'
import type { Stream, StreamListener } from '../../../server/live-feed.js'

export type ReaderState = 'opening' | 'live' | 'paused' | 'broken' | 'ended' | 'trouble'

interface ReaderParts {
  /** @param after the id of the last item that is here; `undefined`: from the newest ones on */
  readonly open: (after: string | undefined, listener: StreamListener) => Stream
  /** Items that came within a moment. */
  readonly onItems: (items: readonly StreamItemView[]) => void
  /** @param message why, of a trouble */
  readonly onState: (state: ReaderState, message?: string) => void
}

/** A stream that broke off is opened again after this. */
const AGAIN_AFTER_MS = 2000
/** A page is drawn at most so often: tokens come faster than anybody reads. */
const GATHER_MS = 100

/** Reads a stream of a job to its end. A connection that breaks off, or is paused, goes on where it was. */
export class StreamReader {
  readonly #parts: ReaderParts
  #stream: Stream | undefined
  #last: string | undefined
  #came: StreamItemView[] = []
  #gathering: ReturnType<typeof setTimeout> | undefined
  #again: ReturnType<typeof setTimeout> | undefined
  #isOver = false

  constructor(parts: ReaderParts) {
    this.#parts = parts
    this.#open()
  }

  pause(): void {
    if (this.#isOver) return
    this.#leave()
    this.#parts.onState('paused')
  }

  goOn(): void {
    if (this.#isOver) return
    this.#leave()
    this.#open()
  }

  close(): void {
    this.#isOver = true
    this.#leave()
  }

  #open(): void {
    this.#parts.onState('opening')
    const stream = this.#parts.open(this.#last, {
      onMessage: (data) => {
        // What a connection still says that was left.
        if (this.#stream !== stream) return
        // The contract says what an event carries.
        this.#onEvent(JSON.parse(data) as StreamEvent)
      },
      onBreak: () => {
        if (this.#stream === stream) this.#onBreak()
      },
      onOpen: () => {
        if (this.#stream === stream) this.#parts.onState('live')
      },
    })
    this.#stream = stream
  }

  #onEvent(event: StreamEvent): void {
    if (event.type === 'item') {
      this.#last = event.item.id
      this.#came.push(event.item)
      this.#gathering ??= setTimeout(() => this.#tell(), GATHER_MS)
      return
    }
    this.close()
    if (event.type === 'end') this.#parts.onState('ended')
    else this.#parts.onState('trouble', event.message)
  }

  /** A browser would open it anew by itself, from where it began. */
  #onBreak(): void {
    this.#leave()
    this.#parts.onState('broken')
    this.#again = setTimeout(() => this.#open(), AGAIN_AFTER_MS)
  }

  #leave(): void {
    clearTimeout(this.#again)
    const stream = this.#stream
    this.#stream = undefined
    stream?.close()
    this.#tell()
  }

  #tell(): void {
    clearTimeout(this.#gathering)
    this.#gathering = undefined
    const came = this.#came
    this.#came = []
    if (came.length > 0) this.#parts.onItems(came)
  }
}
