import {
  type Clock,
  type Lifetime,
  type LoggedItem,
  REMEMBERED_WRITERS,
  type StreamBatch,
  type StreamName,
  streamNotice,
  type StreamSlice,
} from '@arq/core'
import { utf8Length } from '@arq/core/internal'

interface Log {
  readonly birth: string
  readonly items: (LoggedItem & { readonly bytes: number })[]
  last: number
  bytes: number
  expiresAtMs: number
  /** The last number of each writer; {@link earlier} has those before the last hundred. */
  writers: Map<string, number>
  earlier: Map<string, number>
}

/** Each append looks at this many old groups: after as many appends as there are groups, all expired ones are freed. */
const GROUPS_SWEPT_PER_APPEND = 2

/** The logs of one or several stores in memory. */
export class MemoryStreams {
  readonly #clock: Clock
  readonly #tell: (notice: string) => void
  readonly #groups = new Map<string, Map<string, Log>>()
  #sweep = this.#groups.entries()
  #births = 0

  constructor(clock: Clock, tell: (notice: string) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  append(stream: StreamName, batch: StreamBatch): void {
    this.#sweepSome()
    const log = this.#logOf(stream)
    const { writer, firstNumber, texts } = batch
    const known = log.writers.get(writer) ?? log.earlier.get(writer) ?? firstNumber - 1
    const fresh = texts.slice(Math.max(known + 1 - firstNumber, 0))
    for (const text of fresh) {
      log.last += 1
      const bytes = utf8Length(text)
      log.bytes += bytes
      log.items.push({ position: log.last, writer, text, bytes })
    }
    remember(log, writer, Math.max(known, firstNumber + texts.length - 1))
    trim(log, batch)
    log.expiresAtMs = Math.max(log.expiresAtMs, this.#expiryOf(batch.ttlMs))
    if (fresh.length > 0) this.#tell(streamNotice(stream))
  }

  read(
    stream: StreamName,
    { after, limit }: { readonly after: number; readonly limit: number },
  ): StreamSlice {
    const log = this.#find(stream)
    if (!log) return { birth: undefined, last: 0, items: [] }
    const first = log.last - log.items.length + 1
    const from = Math.max(after + 1 - first, 0)
    const items = log.items
      .slice(from, from + limit)
      .map(({ position, writer, text }) => ({ position, writer, text }))
    return { birth: log.birth, last: log.last, items }
  }

  names(group: string): readonly string[] {
    const names = [...(this.#groups.get(group)?.keys() ?? [])]
    return names.filter((name) => this.#find({ group, name }) !== undefined)
  }

  remove(group: string): boolean {
    const wasThere = this.names(group).length > 0
    this.#groups.delete(group)
    return wasThere
  }

  clear(): void {
    this.#groups.clear()
    this.#sweep = this.#groups.entries()
  }

  #logOf(stream: StreamName): Log {
    const found = this.#find(stream)
    if (found) return found
    this.#births += 1
    const log: Log = {
      birth: `m${String(this.#births)}`,
      items: [],
      last: 0,
      bytes: 0,
      expiresAtMs: 0,
      writers: new Map(),
      earlier: new Map(),
    }
    const { group, name } = stream
    const logs = this.#groups.get(group) ?? new Map<string, Log>()
    logs.set(name, log)
    this.#groups.set(group, logs)
    return log
  }

  #find({ group, name }: StreamName): Log | undefined {
    const log = this.#groups.get(group)?.get(name)
    return log && log.expiresAtMs > this.#clock.now() ? log : undefined
  }

  #expiryOf(ttlMs: Lifetime): number {
    return ttlMs === 'forever' ? Infinity : this.#clock.now() + ttlMs
  }

  #sweepSome(): void {
    for (let count = 0; count < GROUPS_SWEPT_PER_APPEND; count += 1) {
      const next = this.#sweep.next()
      if (next.done === true) {
        this.#sweep = this.#groups.entries()
        return
      }
      const [group, logs] = next.value
      for (const name of logs.keys()) if (!this.#find({ group, name })) logs.delete(name)
      if (logs.size === 0) this.#groups.delete(group)
    }
  }
}

function remember(log: Log, writer: string, lastNumber: number): void {
  if (!log.writers.has(writer) && log.writers.size >= REMEMBERED_WRITERS) {
    log.earlier = log.writers
    log.writers = new Map()
  }
  log.writers.set(writer, lastNumber)
}

function trim(log: Log, { maxItems, maxBytes }: StreamBatch): void {
  let dropped = 0
  for (const { bytes } of log.items.slice(0, -1)) {
    if (log.items.length - dropped <= maxItems && log.bytes <= maxBytes) break
    log.bytes -= bytes
    dropped += 1
  }
  log.items.splice(0, dropped)
}
