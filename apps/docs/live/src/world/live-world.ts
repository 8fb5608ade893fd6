import { type Client, createClient, type Job } from '@arq/client'
import { silentLogger } from '@arq/core'
import { MemoryBroker, MemoryRecords, MemoryResultStore, MemoryTransport } from '@arq/memory'

import { type BrokerCounts, readCounts } from './broker-counts.js'
import { enqueueKind, enqueueMails } from './enqueue-kind.js'
import { LiveClock } from './live-clock.js'
import type { LiveEvent, LiveNews } from './live-event.js'
import { LiveWorker } from './live-worker.js'
import { type JobKind, QUEUE, type WorkerName } from './names.js'

/** How long a cut connection stays away, and a dead worker takes to be started again. */
const AWAY = '4s'
const RESTART_AFTER_MS = 4_000
/** Longer than anything of arq waits when it ends. */
const LONGEST_END = '5m'

/** Broker, store, client and workers of one page. */
export class LiveWorld {
  readonly clock: LiveClock
  readonly broker: MemoryBroker
  readonly records: MemoryRecords
  readonly #workers = new Map<WorkerName, LiveWorker>()
  readonly #listeners = new Set<(event: LiveEvent) => void>()
  readonly #observer: MemoryTransport
  readonly #clientTransport: MemoryTransport
  /** What still ends of workers that were killed. */
  readonly #endings = new Set<Promise<void>>()
  #client: Client | undefined
  #isClosed = false

  constructor(clock = new LiveClock()) {
    this.clock = clock
    this.broker = new MemoryBroker({ clock })
    this.records = new MemoryRecords({ clock })
    this.#observer = new MemoryTransport({ broker: this.broker })
    this.#clientTransport = new MemoryTransport({ broker: this.broker })
  }

  /** Hears everything; returns how to stop. */
  on(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  async open(): Promise<void> {
    this.clock.start()
    await this.#observer.connect()
    this.#client = await createClient({
      transport: this.#clientTransport,
      resultStore: new MemoryResultStore({ records: this.records }),
      clock: this.clock,
      queueName: QUEUE,
      logger: silentLogger,
    })
    this.#client.on((event) => this.#tell({ type: 'client', event }))
    this.#clientTransport.on(({ type }) => {
      if (type === 'connected') this.#tell({ type: 'connected', who: 'client' })
    })
    await Promise.all([this.startWorker('A'), this.startWorker('B')])
  }

  async enqueue(kind: JobKind): Promise<void> {
    void this.#follow(await enqueueKind(this.#opened, kind))
  }

  async enqueueMany(count: number): Promise<void> {
    this.#tell({ type: 'crowd', count })
    for (const job of await enqueueMails(this.#opened, count)) void this.#follow(job)
  }

  /** Asks for its end, as any process could that knows its id. */
  async abort(jobId: string): Promise<void> {
    const aborting = this.#opened.getJob(jobId).abort({ timeout: '1m' })
    if (await aborting.catch(() => false)) this.#tell({ type: 'aborted', jobId })
  }

  async startWorker(name: WorkerName): Promise<void> {
    if (this.#workers.has(name) || this.#isClosed) return
    const { broker, records, clock } = this
    const worker = new LiveWorker({
      ...{ name, broker, records, clock },
      tell: (news) => this.#tell(news),
      onPoison: () => this.killWorker(name, true),
    })
    this.#workers.set(name, worker)
    await worker.start()
  }

  /** Whoever runs workers in earnest has something that starts them again: so has this page. */
  killWorker(name: WorkerName, byJob = false): void {
    const worker = this.#workers.get(name)
    if (!worker) return
    this.#workers.delete(name)
    this.#bury(worker.kill(byJob))
    this.clock.setTimer(RESTART_AFTER_MS, () => void this.startWorker(name))
  }

  /** For good, and in order. */
  async stopWorker(name: WorkerName): Promise<void> {
    const worker = this.#workers.get(name)
    if (!worker) return
    await worker.stop()
    this.#workers.delete(name)
  }

  cut(who: WorkerName | 'client'): void {
    if (who !== 'client') {
      this.#workers.get(who)?.cut(AWAY)
      return
    }
    this.#tell({ type: 'cut', who })
    this.broker.disconnect(this.#clientTransport, { downFor: AWAY })
  }

  async turn(step: `${number}${'s' | 'm' | 'h'}`): Promise<void> {
    this.#tell({ type: 'turned', step })
    await this.clock.forward(step)
  }

  counts(): Promise<BrokerCounts> {
    return readCounts(this.#observer, QUEUE)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#listeners.clear()
    this.clock.stop()
    for (const worker of this.#workers.values()) this.#bury(worker.kill(false))
    const ended = Promise.all([...this.#endings, this.#client?.close()])
    await this.clock.forward(LONGEST_END)
    await ended
    await this.#observer.close()
  }

  #bury(ending: Promise<void>): void {
    this.#endings.add(ending)
    void ending.finally(() => this.#endings.delete(ending))
  }

  /** Asks for the result as the program would that has enqueued the job. */
  async #follow(job: Job): Promise<void> {
    const text = await job.result().then(String, () => undefined)
    if (text !== undefined) this.#tell({ type: 'result', jobId: job.jobId, text })
  }

  get #opened(): Client {
    if (!this.#client) throw new Error('the world is not open')
    return this.#client
  }

  #tell(news: LiveNews): void {
    const event = { ...news, atMs: this.clock.now() } as LiveEvent
    for (const listener of this.#listeners) listener(event)
  }
}
