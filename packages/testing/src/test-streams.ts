import { type Inbox, parseSettings, type StreamEntry, type StreamWriter } from '@arq/core'
import { follows, mustBe, streamNameRule, writeItem, writeStreamId } from '@arq/core/internal'
import * as v from 'valibot'

const nameSchema = v.strictObject({ name: v.pipe(v.string(mustBe.text), follows(streamNameRule)) })

/** Streams that go nowhere. */
export class RecordedStreams {
  readonly #items = new Map<string, unknown[]>()

  open<T>(name: string): StreamWriter<T> {
    parseSettings('options of ctx.stream()', nameSchema, { name })
    const items = this.#items.get(name) ?? []
    this.#items.set(name, items)
    return {
      name,
      write: (item) =>
        // What cannot be written rejects, as in a worker.
        Promise.resolve(item).then((written) => void items.push(asRead(written))),
      flush: () => Promise.resolve(),
    }
  }

  items(name: string): readonly unknown[] {
    return this.#items.get(name) ?? []
  }
}

const asRead = (value: unknown): unknown => JSON.parse(writeItem(value))

/** An inbox of messages that were sent before the run; each is given as JSON carries it. */
export function givenInbox(messages: readonly unknown[], signal: AbortSignal): Inbox {
  const entries: readonly StreamEntry[] = messages.map((message, index) => ({
    id: writeStreamId('test', index + 1),
    value: asRead(message),
    jobTry: 0,
    run: 'test',
    missed: 0,
  }))
  const after = (id: string | undefined): readonly StreamEntry[] =>
    entries.slice(entries.findIndex((entry) => entry.id === id) + 1)
  async function* give(
    given: readonly StreamEntry[],
  ): AsyncGenerator<StreamEntry, void, undefined> {
    for (const entry of given) {
      // As of a store: no message comes in the turn in which it was asked for.
      await Promise.resolve()
      if (signal.aborted) return
      yield entry
    }
  }
  async function* values(): AsyncGenerator<unknown, void, undefined> {
    for await (const { value } of give(entries)) yield value
  }
  return {
    entries: (options) => give(after(options?.after)),
    [Symbol.asyncIterator]: values,
  }
}
