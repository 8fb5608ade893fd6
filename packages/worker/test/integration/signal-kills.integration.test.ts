import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { type Client, createClient, type Job } from '@arq/client'
import { silentLogger } from '@arq/core'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, describe, expect, it } from '@jest/globals'

import { nodesOf, serverUrl, uniqueName } from './servers.js'
import { dropTables, SIGNAL_STORES, type SignalStore } from './signal-stores.js'

const JOBS = isFullRun ? 400 : 40
const KILLS = isFullRun ? 40 : 3
/** Lines that the workers say until the next one is killed: in all they say at least two for each job. */
const LINES_PER_KILL = Math.floor((2 * JOBS) / (KILLS + 1))

afterAll(dropTables)

/** Worker processes that are killed, and what their jobs did, as told by themselves. */
class Workers {
  /** By job: the processes that asked, and that booked. */
  readonly asked = new Map<string, number[]>()
  readonly booked = new Map<string, number[]>()
  readonly killed = new Set<number>()
  readonly #orders: string
  readonly #living: ReturnType<typeof spawn>[] = []
  #lines = 0
  #onLine: () => void = () => undefined

  constructor(store: SignalStore, queueName: string) {
    const { storeModule, storeName, storeSettings } = store
    const rabbitUrl = serverUrl('ARQ_TEST_RABBITMQ_URL')
    this.#orders = JSON.stringify({
      ...{ rabbitUrl, queueName, storeModule, storeName, storeSettings },
    })
  }

  start(): void {
    const program = fileURLToPath(new URL('./signalled-process.js', import.meta.url))
    const child = spawn(process.execPath, [program, this.#orders], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    const pid = child.pid ?? 0
    this.#living.push(child)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, jobId = ''] = line.split(' ')
      const told = word === 'asked' ? this.asked : this.booked
      told.set(jobId, [...(told.get(jobId) ?? []), pid])
      this.#lines += 1
      this.#onLine()
    })
  }

  /** Resolves when the workers have said so many lines more. */
  async untilLines(count: number): Promise<void> {
    const wanted = this.#lines + count
    while (this.#lines < wanted) await new Promise<void>((resolve) => (this.#onLine = resolve))
  }

  /** Kills the oldest one. */
  async kill(): Promise<void> {
    const child = this.#living.shift()
    if (!child) return
    this.killed.add(child.pid ?? 0)
    const closed = once(child, 'close')
    child.kill('SIGKILL')
    await closed
  }

  async killAll(): Promise<void> {
    while (this.#living.length > 0) await this.kill()
  }
}

const newClient = (store: SignalStore, queueName: string): Promise<Client> =>
  createClient({
    transport: new AmqpTransport({ url: nodesOf(serverUrl('ARQ_TEST_RABBITMQ_URL')) }),
    resultStore: store.newStore(),
    ...{ queueName, logger: silentLogger },
  })

/** Two people answer each job, each of them from a process of their own; one of them is the first. */
async function answered(jobs: readonly Job[], clients: readonly Client[]) {
  const accepted = new Map<string, string[]>()
  for (const job of jobs) {
    const answers = await Promise.all(
      clients.map(async (client, index) => {
        const payload = `${job.id} by ${String(index)}`
        return { payload, answer: await client.signal(job.id, 'approval', payload) }
      }),
    )
    const first = answers.filter(({ answer }) => answer === 'accepted')
    accepted.set(
      job.id,
      first.map(({ payload }) => payload),
    )
  }
  return accepted
}

describe.each(Object.keys(SIGNAL_STORES))(
  'jobs that wait for signals, over RabbitMQ and %s',
  (name) => {
    it(
      'end once, with the first signal, while their workers are killed',
      async () => {
        const store = await SIGNAL_STORES[name]!()
        const queueName = uniqueName('signalled')
        const workers = new Workers(store, queueName)
        await using one = await newClient(store, queueName)
        await using other = await newClient(store, queueName)
        const jobs: Job[] = []
        for (let job = 0; job < JOBS; job += 1) jobs.push(await one.enqueueJob('order'))
        workers.start()
        workers.start()
        try {
          const answering = answered(jobs, [one, other])
          for (let kill = 0; kill < KILLS; kill += 1) {
            await workers.untilLines(LINES_PER_KILL)
            await workers.kill()
            workers.start()
          }
          const accepted = await answering
          const results = await Promise.all(
            jobs.map(async (job) => job.result({ timeout: '120s' })),
          )
          for (const [index, job] of jobs.entries()) {
            expect([job.id, accepted.get(job.id)]).toEqual([job.id, [results[index]]])
          }
        } finally {
          await workers.killAll()
        }
        expect(workers.killed.size).toBe(KILLS + 2)
        // A step is done twice only where the worker that did it was killed before that was stored.
        for (const told of [workers.asked, workers.booked]) {
          expect(told.size).toBe(JOBS)
          for (const [jobId, pids] of told) {
            const spared = pids.slice(0, -1).filter((pid) => !workers.killed.has(pid))
            expect([jobId, spared]).toEqual([jobId, []])
          }
        }
      },
      isFullRun ? 600_000 : 120_000,
    )
  },
)
