interface ReadEvent {
  readonly event: string | undefined
  readonly id: string | undefined
  /** Absent: there was none. */
  readonly data: Readonly<Record<string, unknown>> | undefined
}

/** Reads server-sent events as a browser does, to their end. */
export async function* readEvents(response: Response): AsyncGenerator<ReadEvent, void> {
  if (response.status !== 200 || !response.body) throw new Error(String(response.status))
  let text = ''
  const decoder = new TextDecoder()
  for await (const bytes of response.body) {
    text += decoder.decode(bytes as Uint8Array, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const value = (key: string): string | undefined =>
        new RegExp(`^${key}: (.*)$`, 'm').exec(block)?.[1]
      const data = value('data')
      if (block.trim() === '') continue
      yield {
        event: value('event'),
        id: value('id'),
        data: data === undefined ? undefined : (JSON.parse(data) as ReadEvent['data']),
      }
    }
  }
}
