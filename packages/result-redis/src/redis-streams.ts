import {
  type LoggedItem,
  REMEMBERED_WRITERS,
  type StreamBatch,
  type StreamName,
  streamNotice,
  type StreamSlice,
  type StreamStore,
} from '@arq/core'
import { hexText, randomBytes } from '@arq/core/internal'
import type { StoreCalls } from '@arq/core/store'

import { notALog } from './redis-errors.js'
import type { RedisKeys } from './redis-keys.js'
import type { RedisServers } from './redis-servers.js'
import type { Script } from './scripts/script.js'
import { APPEND_SCRIPT, READ_SCRIPT, REMOVE_STREAMS_SCRIPT } from './scripts/streams-scripts.js'
import { ttlText } from './write-command.js'

export interface RedisStreamsParts {
  readonly servers: RedisServers
  readonly keys: RedisKeys
  readonly calls: StoreCalls
}

const NO_LOG: StreamSlice = { birth: undefined, last: 0, items: [] }

/** A log is a stream; its places are the first half of the ids. */
export class RedisStreams implements StreamStore {
  readonly #parts: RedisStreamsParts

  constructor(parts: RedisStreamsParts) {
    this.#parts = parts
  }

  async append(stream: StreamName, batch: StreamBatch): Promise<void> {
    const { writer, firstNumber, ttlMs, maxItems, maxBytes, texts } = batch
    await this.#call(APPEND_SCRIPT, stream.group, [
      stream.name,
      JSON.stringify([streamNotice(stream)]),
      this.#parts.keys.changes,
      writer,
      String(firstNumber),
      hexText(randomBytes(6)),
      ttlText(ttlMs),
      String(maxItems),
      String(maxBytes),
      String(REMEMBERED_WRITERS),
      ...texts,
    ])
  }

  async read(
    { group, name }: StreamName,
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<StreamSlice> {
    const answer = await this.#call(READ_SCRIPT, group, [name, String(after + 1), String(limit)])
    if (!Array.isArray(answer) || answer.length === 0) return NO_LOG
    // What the script answers.
    const [birth, last, items] = answer as [string, string, [string, string[]][]]
    const key = `${this.#parts.keys.streams(group)}:log:${name}`
    return { birth, last: Number(last), items: items.map((item) => toItem(item, key)) }
  }

  async names(group: string): Promise<readonly string[]> {
    const { calls, servers, keys } = this.#parts
    const stem = keys.streams(group)
    return calls.run(async () => {
      const names = await servers.run(stem, (client) => client.sMembers(`${stem}:names`))
      // A set has one lifetime for all of them.
      const states = await servers.run(stem, (client) =>
        Promise.all(names.map((name) => client.exists(`${stem}:state:${name}`))),
      )
      return names.filter((_, index) => states[index] === 1)
    })
  }

  async remove(group: string): Promise<boolean> {
    return (await this.#call(REMOVE_STREAMS_SCRIPT, group, [])) === 1
  }

  #call(script: Script, group: string, values: readonly string[]): Promise<unknown> {
    const { calls, servers, keys } = this.#parts
    return calls.run(() => servers.callOnce(script, keys.streams(group), values))
  }
}

function toItem([id, fields]: [string, string[]], key: string): LoggedItem {
  const [, writer, , text] = fields
  if (writer === undefined || text === undefined) throw notALog(key, id)
  return { position: Number.parseInt(id, 10), writer, text }
}
