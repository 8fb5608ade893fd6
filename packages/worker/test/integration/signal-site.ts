import { type Client, createClient, type Job } from '@arq/client'
import { type AnyTask, type JobContext, type ResultStore, silentLogger, task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'

import { TcpProxy } from '../../../transport-amqp/test/tcp-proxy.js'
import { Worker } from '../../src/index.js'
import { type Lines, MortalProcess } from '../mortal-process.js'
import { nodesOf, serverUrl, uniqueName } from './servers.js'

export type NewStore = () => ResultStore

/** Processes on real servers that share a queue and a store, and may die at any line. */
export class SignalSite {
  readonly #newStore: NewStore
  readonly #queueName = uniqueName('signals')
  readonly #processes: MortalProcess[] = []
  readonly #workers: Worker<object>[] = []
  readonly #clients: Client[] = []
  readonly #proxies: TcpProxy[] = []
  /** What each run of a job went on with behind its wait, and how many runs began. */
  readonly #wentOn = new Map<string, unknown[]>()
  readonly #runs = new Map<string, number>()
  #onRun: () => void = () => undefined

  readonly order = task('order', async (ctx: JobContext<object>) => {
    this.#runs.set(ctx.jobId, this.runsOf(ctx.jobId) + 1)
    this.#onRun()
    const answer: unknown = await ctx.waitFor('approval', { timeout: '1h' })
    this.#wentOn.set(ctx.jobId, [...this.wentOn(ctx.jobId), answer])
    return answer
  })

  constructor(newStore: NewStore) {
    this.#newStore = newStore
  }

  runsOf(jobId: string): number {
    return this.#runs.get(jobId) ?? 0
  }

  wentOn(jobId: string): readonly unknown[] {
    return this.#wentOn.get(jobId) ?? []
  }

  /** Resolves when so many runs of a job have begun. */
  async untilRuns(jobId: string, count: number): Promise<void> {
    while (this.runsOf(jobId) < count) {
      await new Promise<void>((resolve) => {
        const others = this.#onRun
        this.#onRun = () => {
          others()
          resolve()
        }
      })
    }
  }

  async client(lines: Lines = {}): Promise<Client> {
    const client = await createClient(await this.#parts(lines))
    this.#clients.push(client)
    return client
  }

  async worker(
    lines: Lines = {},
    functions: readonly AnyTask<object>[] = [this.order],
  ): Promise<void> {
    const worker = await this.#newWorker(lines, { functions })
    const started = new Promise<void>((resolve) => worker.on('workerStarted', () => resolve()))
    void worker.run().catch(() => undefined)
    await started
  }

  /** Runs what lies in the queue to its end. */
  async runRest(): Promise<void> {
    const worker = await this.#newWorker({}, { functions: [this.order], burstMode: true })
    await worker.run()
  }

  async #newWorker(
    lines: Lines,
    more: { readonly functions: readonly AnyTask<object>[]; readonly burstMode?: boolean },
  ): Promise<Worker<object>> {
    const worker = new Worker<object>({
      ...(await this.#parts(lines)),
      ...{ handleSignals: false, healthCheckInterval: 0, maxConcurrentJobs: 20 },
      ...{ jobCompletionWait: 0, gracefulShutdownTimeout: 0, ...more },
    })
    this.#workers.push(worker)
    return worker
  }

  async #parts(lines: Lines) {
    const [url = ''] = nodesOf(serverUrl('ARQ_TEST_RABBITMQ_URL'))
    const proxy = await new TcpProxy(url).start()
    this.#proxies.push(proxy)
    const transport = new AmqpTransport({ url: proxy.url, reconnectInterval: '100ms' })
    const cut = (): void => void proxy.stop()
    const process = new MortalProcess({ transport, store: this.#newStore(), cut }, lines)
    this.#processes.push(process)
    return {
      ...{ transport: process.transport, resultStore: process.store },
      ...{ queueName: this.#queueName, logger: silentLogger },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ends = [
      ...this.#clients.map((client) => client.close()),
      ...this.#workers.map((worker) => worker.stop()),
    ]
    // Those that live let go of everything first; the dead have hung since they died.
    for (const process of this.#processes) if (process.isOver) process.bury()
    await Promise.allSettled(ends)
    for (const proxy of this.#proxies) await proxy.stop()
  }
}

/** Resolves when the job waits for a signal. */
export async function untilWaiting(job: Job): Promise<void> {
  for await (const { status, deferUntil } of job.updates({ pollDelay: '20ms' })) {
    if (status === 'queued' && deferUntil) return
  }
}
