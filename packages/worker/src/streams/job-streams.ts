import type {
  Clock,
  Inbox,
  Lifetime,
  ResultStore,
  StreamBounds,
  StreamEntry,
  StreamName,
  StreamWriter,
} from '@arq/core'
import { errorText } from '@arq/core'
import {
  inboxOf,
  type JobSeal,
  LogWriter,
  readLog,
  readStreamId,
  runWriter,
  STREAM_START,
  streamGroup,
  type StreamNews,
  type StreamOwner,
  streamsOf,
  type TextLogger,
  toEntry,
  within,
  writeItem,
} from '@arq/core/internal'

import { texts } from '../texts.js'
import { readInboxOptions, readStreamCall } from './stream-options.js'

/** What the streams of all jobs of a worker share. */
export interface StreamSource {
  readonly store: ResultStore
  readonly news: StreamNews
  readonly clock: Clock
}

/** Whose streams they are. */
export interface StreamingRun {
  readonly job: StreamOwner
  readonly jobTry: number
  /** Names the run. */
  readonly token: string
  readonly timeoutMs: number
  readonly resultTtl: Lifetime
  /** Of an encrypted job: what it writes is encrypted, and what it is sent is opened. */
  readonly seal?: JobSeal | undefined
}

/** How long the end of a job waits for a store that is away, without a slot. As long as many failovers take. */
const FLUSH_LIMIT_MS = 30_000

// Who reads along must not lose what nobody keeps before they have read it.
const SHORTEST_LIFE_MS = 60_000

/** The streams of one attempt. Made when its task first asks for one. */
export class JobStreams {
  readonly #source: StreamSource | undefined
  readonly #run: StreamingRun
  readonly #logger: () => TextLogger
  readonly #writers = new Map<string, LogWriter>()
  readonly #group: string
  readonly #writer: string
  /** Of a run that is told to stop, or is over: its inbox ends. */
  readonly #over = new AbortController()
  #isOver = false

  /** @param source absent: this worker has no store, or the message is no job */
  constructor(source: StreamSource | undefined, run: StreamingRun, logger: () => TextLogger) {
    this.#source = source
    this.#run = run
    this.#logger = logger
    this.#group = streamGroup(run.job)
    this.#writer = runWriter(run.jobTry, run.token)
  }

  open<T>(name: string, bounds: StreamBounds | undefined): StreamWriter<T> {
    const { store, clock } = this.#sourceFor('ctx.stream()')
    const call = readStreamCall({ ...bounds, name })
    let log = this.#writers.get(name)
    if (!log) {
      log = new LogWriter({
        store: streamsOf(store, 'ctx.stream()'),
        stream: { group: this.#group, name },
        clock,
        writer: this.#writer,
        bounds: { ttlMs: this.#lifetime, maxItems: call.maxItems, maxBytes: call.maxBytes },
      })
      this.#writers.set(name, log)
    }
    return new TaskStream<T>(name, log, () => this.#isOver, this.#run.seal)
  }

  get inbox(): Inbox {
    const { store } = this.#sourceFor('ctx.inbox')
    streamsOf(store, 'ctx.inbox')
    return {
      entries: (options) => this.#messages(readInboxOptions(options).after),
      [Symbol.asyncIterator]: () => this.#values(),
    }
  }

  /** The run is told to stop: no message comes any more. */
  interrupt(): void {
    this.#over.abort()
  }

  /** The run is over: what its task still writes is nobody's. */
  end(): void {
    this.#isOver = true
    this.interrupt()
  }

  /** Stores what was written, so that nobody sees the end of the job before. Never rejects. */
  async flush(): Promise<void> {
    await Promise.all([...this.#writers].map(([name, log]) => this.#flush(name, log)))
  }

  async #flush(name: string, log: LogWriter): Promise<void> {
    if (log.waiting === 0) return
    const { clock } = this.#sourceFor('ctx.stream()')
    const stored = log.flush().catch((error: unknown) => {
      // The task may have heard of it, or may have written without waiting.
      this.#logger().warn(texts.streamRefused({ name, error: errorText(error) }))
    })
    if (await within(stored, FLUSH_LIMIT_MS, clock)) return
    const lost = log.stop()
    this.#logger().warn(texts.streamItemsLost({ name, lost, seconds: FLUSH_LIMIT_MS / 1000 }))
  }

  async *#values(): AsyncGenerator<unknown, void, undefined> {
    for await (const { value, missed } of this.#messages(undefined)) {
      if (missed > 0) this.#logger().warn(texts.messagesMissed({ missed }))
      yield value
    }
  }

  async *#messages(after: string | undefined): AsyncGenerator<StreamEntry, void, undefined> {
    const { store, news, clock } = this.#sourceFor('ctx.inbox')
    const { signal } = this.#over
    const items = readLog({
      store: streamsOf(store, 'ctx.inbox'),
      stream: this.#inboxName,
      ...{ news, clock, signal },
      after: (after === undefined ? undefined : readStreamId(after)) ?? STREAM_START,
      end: signal,
    })
    const { seal } = this.#run
    for await (const item of items) {
      const entry = toEntry(item)
      yield seal ? { ...entry, value: seal.openValue(entry.value, 'stream') } : entry
    }
  }

  get #inboxName(): StreamName {
    return inboxOf(this.#run.job)
  }

  /** From any append of this run on: the rest of the run, then as long as its result. */
  get #lifetime(): Lifetime {
    const { timeoutMs, resultTtl } = this.#run
    return resultTtl === 'forever' ? resultTtl : timeoutMs + Math.max(resultTtl, SHORTEST_LIFE_MS)
  }

  #sourceFor(what: string): StreamSource {
    if (this.#source) return this.#source
    streamsOf(undefined, what)
    throw new Error('a store that is not there has no streams')
  }
}

class TaskStream<T> implements StreamWriter<T> {
  readonly name: string
  readonly #log: LogWriter
  readonly #isOver: () => boolean
  readonly #seal: JobSeal | undefined

  constructor(name: string, log: LogWriter, isOver: () => boolean, seal: JobSeal | undefined) {
    this.name = name
    this.#log = log
    this.#isOver = isOver
    this.#seal = seal
  }

  async write(item: T): Promise<void> {
    // What JSON cannot carry is refused by its own name, before it is encrypted.
    const plain = writeItem(item)
    const text = this.#seal ? writeItem(this.#seal.ownValue(item, 'stream')) : plain
    if (!this.#isOver()) await this.#log.write(text)
  }

  async flush(): Promise<void> {
    if (!this.#isOver()) await this.#log.flush()
  }
}
