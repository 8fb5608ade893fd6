import type { LiveEvent } from '../src/contract/index.js'

/** Reads server-sent events as a browser's `onmessage` gets them. */
export class LiveReader<Event extends { readonly type: string } = LiveEvent> {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #decoder = new TextDecoder()
  #text = ''

  constructor(response: Response) {
    if (response.status !== 200 || !response.body) throw new Error(String(response.status))
    this.#reader = response.body.getReader()
  }

  /** The next event; `undefined` at the end. */
  async next(): Promise<Event | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end >= 0) {
        const block = this.#text.slice(0, end)
        this.#text = this.#text.slice(end + 2)
        if (block.startsWith('data: ')) return JSON.parse(block.slice(6)) as Event
        continue
      }
      const { done, value } = await this.#reader.read()
      if (done) return undefined
      this.#text += this.#decoder.decode(value, { stream: true })
    }
  }

  async until<T extends Event['type']>(
    type: T,
    isWanted: (event: Extract<Event, { readonly type: T }>) => boolean = () => true,
  ): Promise<Extract<Event, { readonly type: T }>> {
    for (;;) {
      const event = await this.next()
      if (!event) throw new Error(`it ended without ${type}`)
      // Its type has just been looked at.
      const typed = event as Extract<Event, { readonly type: T }>
      if (event.type === type && isWanted(typed)) return typed
    }
  }

  cancel(): Promise<void> {
    return this.#reader.cancel()
  }
}
