import { type Client, type ClientSettings, createClient } from '@arq/client'
import {
  type Delivery,
  type JobRecord,
  jsonCodec,
  type LogFields,
  type Logger,
  type OutgoingMessage,
  type ResultStore,
} from '@arq/core'
import { encodeJobRecord } from '@arq/core'
import {
  decodeAbort,
  decodeBody,
  decodeJobMessage,
  isAbortOf,
  type JobMessage,
  toInstant,
} from '@arq/core/internal'
import { ManualClock, MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { afterEach } from '@jest/globals'

/** A transport whose publishes a test can hold, refuse or watch. */
export class WatchedTransport extends MemoryTransport {
  readonly published: OutgoingMessage[] = []
  onPublish: ((message: OutgoingMessage) => Promise<void> | undefined) | undefined

  override async publish(message: OutgoingMessage): Promise<void> {
    this.published.push(message)
    await this.onPublish?.(message)
    await super.publish(message)
  }
}

/** A store that counts its reads. */
class WatchedStore extends MemoryResultStore {
  readonly reads: (readonly string[])[] = []
  subscriptions = 0
  onGetMany: ((jobIds: readonly string[]) => Promise<void> | void) | undefined

  override async getMany(jobIds: readonly string[]): Promise<ReadonlyMap<string, JobRecord>> {
    this.reads.push(jobIds)
    await this.onGetMany?.(jobIds)
    return super.getMany(jobIds)
  }

  override subscribe(onChange: (jobId: string) => void) {
    this.subscriptions += 1
    return super.subscribe(onChange)
  }

  /** From now on it tells of no change: results are found by polling only. */
  withoutPush(): this {
    Object.defineProperty(this, 'subscribe', { value: undefined })
    return this
  }
}

export class MemoryLogger implements Logger {
  readonly lines: string[] = []
  #log = (message: string, _fields?: LogFields) => void this.lines.push(message)
  debug = this.#log
  info = this.#log
  warn = this.#log
  error = this.#log
  fatal = this.#log
  child = () => this
}

export interface Bench {
  readonly clock: ManualClock
  readonly broker: MemoryBroker
  readonly transport: WatchedTransport
  readonly store: WatchedStore
  readonly logger: MemoryLogger
  readonly client: Client
  readonly settings: ClientSettings
}

const open: Client[] = []
const workers: TinyWorker[] = []

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()))
  await Promise.all(open.splice(0).map((client) => client.close()))
})

/** A client with a memory broker and store, all on one clock that a test moves. */
export async function setup(
  settings: Partial<ClientSettings> & { readonly onFailure?: 'degrade' | 'refuse' } = {},
): Promise<Bench> {
  const { onFailure = 'degrade', ...rest } = settings
  const clock = new ManualClock()
  const broker = new MemoryBroker({ clock })
  const transport = new WatchedTransport({ broker })
  const store = new WatchedStore({ clock, onFailure })
  const logger = new MemoryLogger()
  const all = { transport, resultStore: store, clock, logger, ...rest }
  const client = await createClient(all)
  open.push(client)
  return { clock, broker, transport, store, logger, client, settings: all }
}

/** The same without a result store: results come by reply. */
export async function setupWithoutStore(settings: Partial<ClientSettings> = {}) {
  const clock = new ManualClock()
  const broker = new MemoryBroker({ clock })
  const transport = new WatchedTransport({ broker })
  const logger = new MemoryLogger()
  const client = await createClient({ transport, clock, logger, ...settings })
  open.push(client)
  return { clock, broker, transport, logger, client, store: undefined }
}

export interface Attempt {
  readonly message: JobMessage
  readonly signal: AbortSignal
  readonly progress: (value: unknown) => Promise<void>
}

export interface TinyWorkerOptions {
  readonly run: (attempt: Attempt) => unknown
  readonly queueName?: string
  /** Jobs at once. */
  readonly prefetch?: number
  /** Keep nothing of ended jobs. */
  readonly keepsNothing?: boolean
}

interface RunningHere {
  readonly message: JobMessage
  readonly stopper: AbortController
  /** Where its end is sent. */
  readonly askedBy: Set<string>
}

/** As little of a worker as a client can notice: records, replies, aborts. */
export class TinyWorker {
  readonly started: string[] = []
  readonly #store: ResultStore | undefined
  readonly #transport: MemoryTransport
  readonly #clock: ManualClock
  readonly #options: TinyWorkerOptions
  readonly #running = new Set<RunningHere>()
  #attempts = 0

  constructor(
    bench: { broker: MemoryBroker; store: ResultStore | undefined; clock: ManualClock },
    options: TinyWorkerOptions,
  ) {
    this.#transport = new MemoryTransport({ broker: bench.broker })
    this.#store = bench.store
    this.#clock = bench.clock
    this.#options = options
  }

  static async start(
    bench: { broker: MemoryBroker; store: ResultStore | undefined; clock: ManualClock },
    options: TinyWorkerOptions,
  ): Promise<TinyWorker> {
    const worker = new TinyWorker(bench, options)
    await worker.#open()
    workers.push(worker)
    return worker
  }

  async #open(): Promise<void> {
    await this.#transport.connect()
    await this.#transport.onBroadcast((signal) => {
      const request = decodeAbort(signal)
      for (const { message, stopper, askedBy } of this.#running) {
        if (!request || !isAbortOf(message, request)) continue
        if (request.replyTo !== undefined) askedBy.add(request.replyTo)
        stopper.abort()
      }
    })
    const queueName = this.#options.queueName ?? 'default'
    await this.#transport.consume(
      queueName,
      { prefetch: this.#options.prefetch ?? 1000 },
      (delivery) => {
        void this.#handle(delivery)
      },
    )
  }

  close(): Promise<void> {
    return this.#transport.close()
  }

  async #handle(delivery: Delivery): Promise<void> {
    const body = delivery.contentEncoding === undefined ? delivery.body : await decodeBody(delivery)
    const message = decodeJobMessage(body, jsonCodec, {
      queueName: delivery.queueName,
      nowMs: this.#clock.now(),
    })
    const { jobId } = message
    const started = this.#record(message, { status: 'in_progress' })
    if ((await this.#write(started, 'start')) !== 'applied') {
      delivery.ack()
      return
    }
    this.started.push(jobId)
    const stopper = new AbortController()
    const askedBy = new Set(delivery.replyTo === undefined ? [] : [delivery.replyTo])
    const running = { message, stopper, askedBy }
    this.#running.add(running)
    const progress = async (value: unknown) => {
      await this.#write({ ...started, progress: value }, 'own')
    }
    let ended: JobRecord
    try {
      const result = await this.#options.run({ message, signal: stopper.signal, progress })
      ended = { ...started, status: 'completed', result }
    } catch (error) {
      const { name, message: text, stack } = error as Error
      ended = stopper.signal.aborted
        ? { ...started, status: 'aborted', errorCode: 'ARQ_JOB_ABORTED' }
        : { ...started, status: 'failed', error: `${name}: ${text}`, traceback: stack }
    }
    this.#running.delete(running)
    await this.#write(ended, 'own')
    for (const address of askedBy) await this.#reply(address, ended)
    delivery.ack()
  }

  async #reply(replyTo: string, record: JobRecord): Promise<void> {
    await this.#transport.publish({
      queueName: replyTo,
      kind: 'reply',
      body: Buffer.from(encodeJobRecord(record)),
      headers: {},
      messageId: 'reply',
      correlationId: record.jobId,
    })
  }

  #write(record: JobRecord, guard: 'start' | 'own') {
    const isEnd = record.status !== 'in_progress'
    const ttlMs = isEnd && this.#options.keepsNothing === true ? 0 : 86_400_000
    return this.#store?.transition({ record, guard, ttlMs }) ?? Promise.resolve('applied')
  }

  #record(message: JobMessage, change: Pick<JobRecord, 'status'>): JobRecord {
    this.#attempts += 1
    return {
      ...change,
      jobId: message.jobId,
      functionName: message.function,
      args: message.args,
      kwargs: message.kwargs,
      queueName: message.queueName,
      enqueueTime: message.enqueueTime,
      token: `attempt-${String(this.#attempts)}`,
      retryCount: message.jobTry - 1,
      workerId: 'tiny',
      startTime: toInstant(this.#clock.now()),
      createdAt: message.enqueueTime,
      expires: message.expires,
    }
  }
}

/** What a promise has come to once all that can run has run. */
export async function stateOf(promise: Promise<unknown>, clock: ManualClock) {
  let state: 'pending' | 'fulfilled' | 'rejected' = 'pending'
  promise.then(
    () => (state = 'fulfilled'),
    () => (state = 'rejected'),
  )
  await clock.advance(0)
  return state
}

/** The error a promise rejects with. */
export const rejection = (promise: Promise<unknown>): Promise<Record<string, unknown>> =>
  promise.then(
    () => {
      throw new Error('it did not reject')
    },
    (error: unknown) => error as Record<string, unknown>,
  )
