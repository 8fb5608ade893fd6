/** One server-sent event. */
export interface ReadEvent {
  readonly event: string
  readonly id: string | undefined
  readonly data: Readonly<Record<string, unknown>>
}

/** Reads a stream of server-sent events as a browser does. */
export class EventReader {
  readonly response: Response
  readonly #reader: ReadableStreamDefaultReader<string>
  #text = ''

  private constructor(response: Response, reader: ReadableStreamDefaultReader<string>) {
    this.response = response
    this.#reader = reader
  }

  static async open(
    url: string,
    signal?: AbortSignal,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<EventReader> {
    const response = await fetch(url, { headers, ...(signal ? { signal } : {}) })
    if (response.status !== 200 || !response.body) {
      throw new Error(`${String(response.status)} ${await response.text()}`)
    }
    const text = response.body.pipeThrough(new TextDecoderStream() as never)
    return new EventReader(response, text.getReader() as never)
  }

  /** The next event, `undefined` at the end. */
  async next(): Promise<ReadEvent | undefined> {
    for (;;) {
      const block = await this.#block()
      if (block === undefined) return undefined
      if (!block.startsWith(':')) return read(block)
    }
  }

  /** The next line that is no event. */
  async comment(): Promise<string | undefined> {
    for (;;) {
      const block = await this.#block()
      if (block === undefined || block.startsWith(':')) return block
    }
  }

  async until(wanted: (event: ReadEvent) => boolean): Promise<ReadEvent> {
    for (;;) {
      const event = await this.next()
      if (!event) throw new Error('the stream has ended')
      if (wanted(event)) return event
    }
  }

  async #block(): Promise<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n\n')
      if (end >= 0) {
        const block = this.#text.slice(0, end)
        this.#text = this.#text.slice(end + 2)
        return block
      }
      const { done, value } = await this.#reader.read()
      if (done) return undefined
      this.#text += value
    }
  }
}

function read(block: string): ReadEvent {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(': ')
      return [line.slice(0, colon), line.slice(colon + 2)] as const
    }),
  )
  const data = JSON.parse(fields.get('data') ?? '{}') as ReadEvent['data']
  return { event: fields.get('event') ?? 'message', id: fields.get('id'), data }
}
