import { isArqError } from '../errors/arq-error.js'
import type { LoggedItem, StreamName, StreamSlice, StreamStore } from '../ports/stream-store.js'
import type { Clock } from '../time/clock.js'
import { GrowingPause } from '../time/growing-pause.js'
import { type StreamPlace, writeStreamId } from './stream-id.js'
import { ITEMS_PER_READ } from './stream-limits.js'
import type { StreamNews } from './stream-news.js'

/** Between two looks at a log without news; longer where the store tells of news. */
const FIRST_LOOK_MS = 100
const LONGEST_LOOK_MS = 500
const LONGEST_LOOK_BESIDE_NEWS_MS = 2000
const LOOK_GROWTH = 1.5

interface LogReaderParts {
  readonly store: StreamStore
  readonly stream: StreamName
  readonly news: StreamNews
  readonly clock: Clock
  /** Where the reading begins; `last`: before the last so many that there are then. */
  readonly after: StreamPlace | { readonly last: number }
  /** Aborts when nothing more will come: what is there is given, then the reading ends. */
  readonly end: AbortSignal
  /** Ends the reading at once. */
  readonly signal: AbortSignal
}

/** Behind every item: no log comes so far. */
const BEYOND = 1e15

/** An item with its place, before its text is read. */
export interface ReadItem {
  readonly id: string
  readonly writer: string
  readonly text: string
  readonly missed: number
}

/**
 * Reads a log from a place on, to its end. While the store is away it waits.
 * @throws what the store refuses to read with
 */
export async function* readLog(parts: LogReaderParts): AsyncGenerator<ReadItem, void, undefined> {
  const { store, stream, end, signal, after } = parts
  let place = 'last' in after ? undefined : after
  let lost = 0
  const alarm = new NewsAlarm(parts)
  const isLeft = (): boolean => signal.aborted
  try {
    while (!isLeft()) {
      // Before the reading: what is written after it comes before the end all the same.
      const isEnded = end.aborted
      alarm.clear()
      if (!place) {
        const seen = await readOrUndefined(() => store.read(stream, { after: BEYOND, limit: 1 }))
        if (seen && 'last' in after) place = beforeLast(seen, after.last)
        else await alarm.wait()
        continue
      }
      const { position } = place
      const slice = await readOrUndefined(() =>
        store.read(stream, { after: position, limit: ITEMS_PER_READ }),
      )
      if (slice && isOtherLife(place, slice)) {
        // At least the item that the reader knows is gone.
        lost = Math.max(place.position, 1)
        place = { birth: slice.birth, position: 0 }
        continue
      }
      for (const item of slice?.items ?? []) {
        const birth = slice?.birth ?? ''
        yield toRead(item, birth, item.position - place.position - 1 + lost)
        lost = 0
        place = { birth, position: item.position }
        if (isLeft()) return
      }
      if (slice && slice.items.length > 0) alarm.cameNews()
      if (slice && place.position < slice.last && slice.items.length > 0) continue
      if (slice && isEnded) return
      await alarm.wait()
    }
  } finally {
    alarm.close()
  }
}

const beforeLast = ({ birth, last }: StreamSlice, count: number): StreamPlace => ({
  birth,
  position: Math.max(last - count, 0),
})

const isOtherLife = ({ birth }: StreamPlace, slice: StreamSlice): boolean =>
  birth !== undefined && slice.birth !== undefined && birth !== slice.birth

const toRead = (
  { position, writer, text }: LoggedItem,
  birth: string,
  missed: number,
): ReadItem => ({
  id: writeStreamId(birth, position),
  writer,
  text,
  missed,
})

/** @returns `undefined` while the store is away */
async function readOrUndefined(read: () => Promise<StreamSlice>): Promise<StreamSlice | undefined> {
  try {
    return await read()
  } catch (error) {
    if (isArqError(error) && error.retryable) return undefined
    throw error
  }
}

/** Rings at news of a log, at its end, and after a while. */
class NewsAlarm {
  readonly #parts: LogReaderParts
  readonly #stopListening: () => void
  #pause: GrowingPause
  #hasRung = false
  #ring: () => void = () => undefined

  constructor(parts: LogReaderParts) {
    this.#parts = parts
    this.#pause = this.#newPause()
    const { news, stream, end, signal } = parts
    this.#stopListening = news.listen(stream, this.#onNews)
    end.addEventListener('abort', this.#onNews)
    signal.addEventListener('abort', this.#onNews)
  }

  clear(): void {
    this.#hasRung = false
  }

  /** The next looks are close to each other again. */
  cameNews(): void {
    this.#pause = this.#newPause()
  }

  wait(): Promise<void> {
    const { clock, end } = this.#parts
    if (this.#hasRung) return Promise.resolve()
    return new Promise((resolve) => {
      // After the end only an outage is waited for: news will not come.
      const waitMs = end.aborted ? FIRST_LOOK_MS : this.#pause.takeMs()
      const timer = clock.setTimer(waitMs, () => this.#onNews())
      this.#ring = () => {
        timer.cancel()
        resolve()
      }
    })
  }

  close(): void {
    const { end, signal } = this.#parts
    this.#stopListening()
    end.removeEventListener('abort', this.#onNews)
    signal.removeEventListener('abort', this.#onNews)
    this.#onNews()
  }

  readonly #onNews = (): void => {
    this.#hasRung = true
    this.#ring()
  }

  #newPause(): GrowingPause {
    const { news, clock, signal } = this.#parts
    return new GrowingPause({
      firstMs: FIRST_LOOK_MS,
      longestMs: news.canTell ? LONGEST_LOOK_BESIDE_NEWS_MS : LONGEST_LOOK_MS,
      growth: LOOK_GROWTH,
      clock,
      signal,
    })
  }
}
