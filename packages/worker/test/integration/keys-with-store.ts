import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { type Client, createClient } from '@arq/client'
import { type ResultStore, silentLogger, task } from '@arq/core'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { AmqpTransport } from '@arq/transport-amqp'
import { expect } from '@jest/globals'

import { Worker } from '../../src/index.js'
import { latch } from '../setup.js'
import { nodesOf, serverUrl, uniqueName } from './servers.js'

// What keys of jobs must keep whatever store agrees on them; for the tests of each store.

/** A store that processes of the test can open, too. */
export interface StoreOfKeys {
  readonly newStore: () => ResultStore
  /** Where its class comes from, for a process. */
  readonly storeModule: string
  readonly storeName: string
  readonly storeSettings: object
}

interface Gate {
  readonly opened: Promise<void>
  open(): void
}

interface Run {
  readonly key: string
  readonly job: number
  readonly beganAt: bigint
  endedAt: bigint | undefined
}

const KEYS = ['a', 'b', 'c'] as const
const JOBS = isFullRun ? 300 : 45
const KILLS = isFullRun ? 12 : 2

const newTransport = (): AmqpTransport =>
  new AmqpTransport({
    url: nodesOf(serverUrl('ARQ_TEST_RABBITMQ_URL')),
    reconnectInterval: '200ms',
  })

async function newClient({ newStore }: StoreOfKeys, queueName: string): Promise<Client> {
  return createClient({
    ...{ transport: newTransport(), resultStore: newStore(), queueName, logger: silentLogger },
  })
}

/** A worker in a process, and what ran in it. */
function startProcess(given: object, runs: Run[]) {
  const program = fileURLToPath(new URL('./keyed-process.js', import.meta.url))
  const child = spawn(process.execPath, [program, JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const own: Run[] = []
  const began = latch()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [word, key = '', job, at = '0'] = line.split(' ')
    if (word === 'began') {
      const run = { key, job: Number(job), beganAt: BigInt(at), endedAt: undefined }
      own.push(run)
      runs.push(run)
      began.open()
    } else {
      const run = own.find((each) => each.job === Number(job) && each.endedAt === undefined)
      if (run) run.endedAt = BigInt(at)
    }
  })
  const closed = once(child, 'close')
  return {
    began: began.opened,
    async kill(): Promise<void> {
      const killedAt = process.hrtime.bigint()
      child.kill('SIGKILL')
      await closed
      for (const run of own) run.endedAt ??= killedAt
    },
  }
}

/** The most jobs of one key that ran at the same time. */
function mostAtOnce(runs: readonly Run[]): number {
  const counts = runs.map(({ key, beganAt }) => {
    const beside = runs.filter(
      (other) =>
        other.key === key &&
        other.beganAt <= beganAt &&
        (other.endedAt === undefined || other.endedAt > beganAt),
    )
    return new Set(beside.map(({ job }) => job)).size
  })
  return Math.max(...counts)
}

/** Two processes work and are killed again and again: each job ends, and the limit is kept all the time. */
export async function expectLimitKept(
  store: StoreOfKeys,
  { limit, strictOrder = false }: { readonly limit: number; readonly strictOrder?: boolean },
): Promise<void> {
  const queueName = uniqueName('keyed')
  const { storeModule, storeName, storeSettings } = store
  const rabbitUrl = serverUrl('ARQ_TEST_RABBITMQ_URL')
  const given = {
    ...{ rabbitUrl, storeModule, storeName, storeSettings, queueName, limit, strictOrder },
  }
  const keyed = task({
    name: 'keyed',
    run: async (_ctx, _key: string, _job: number) => undefined,
    concurrency: { key: (key) => key, limit, strictOrder },
  })
  const runs: Run[] = []
  const client = await newClient(store, queueName)
  let processes: ReturnType<typeof startProcess>[] = []
  try {
    const jobs = []
    for (let job = 0; job < JOBS; job += 1) {
      jobs.push(await client.enqueueJob(keyed, [KEYS[job % KEYS.length] ?? 'a', job]))
    }
    processes = [startProcess(given, runs), startProcess(given, runs)]
    for (let kill = 0; kill < KILLS; kill += 1) {
      const [victim, other] = processes
      if (!victim || !other) throw new Error('there are two')
      await victim.began
      await victim.kill()
      processes = [other, startProcess(given, runs)]
    }
    for (const job of jobs) await job.result({ timeout: '120s' })
  } finally {
    for (const each of processes) await each.kill()
    await client.close()
  }
  expect(mostAtOnce(runs)).toBeLessThanOrEqual(limit)
  expect(new Set(runs.map(({ job }) => job)).size).toBe(JOBS)
  if (!strictOrder) return
  for (const key of KEYS) {
    const order = runs
      .filter((run) => run.key === key)
      .sort((one, other) => Number(one.beganAt - other.beganAt))
      .map(({ job }) => job)
    expect(order).toEqual([...order].sort((one, other) => one - other))
  }
}

/** What waits is aborted, let go by another limit, and told of. */
export async function expectLineControlled(store: StoreOfKeys): Promise<void> {
  const queueName = uniqueName('keyed')
  const begun: number[] = []
  const gates = new Map<number, Gate>()
  const seen = new Map<number, () => void>()
  const gateOf = (job: number): Gate => {
    const gate = gates.get(job) ?? latch()
    gates.set(job, gate)
    return gate
  }
  const untilBegun = async (job: number): Promise<void> => {
    if (!begun.includes(job)) await new Promise<void>((resolve) => seen.set(job, resolve))
  }
  const name = uniqueName('work')
  const work = task({
    name,
    run: async (_ctx, job: number) => {
      begun.push(job)
      seen.get(job)?.()
      await gateOf(job).opened
    },
    concurrency: { key: () => 'k', limit: 1 },
  })
  const shared = { queueName, logger: silentLogger }
  const worker = new Worker({
    ...{ ...shared, functions: [work], maxConcurrentJobs: 5, prefetchCount: 2 },
    ...{ transport: newTransport(), resultStore: store.newStore() },
  })
  const client = await newClient(store, queueName)
  try {
    void worker.run()
    const jobs = []
    for (let job = 0; job < 5; job += 1) jobs.push(await client.enqueueJob(work, [job]))
    await untilBegun(0)
    const statuses = async () => {
      const all = []
      for await (const status of client.limits.list(name)) all.push(status)
      return all
    }
    // They come to the line one after the other.
    while ((await statuses())[0]?.waiting !== 4) await new Promise(setImmediate)
    expect(await statuses()).toEqual([
      { name, key: 'k', running: 1, coming: 0, waiting: 4, limit: 1, isSet: false },
    ])
    expect(await jobs[1]?.abort()).toBe(true)

    await client.limits.set(name, { key: 'k', limit: 2 })
    await untilBegun(2)
    expect(begun).toEqual([0, 2])
    expect(await statuses()).toMatchObject([{ running: 2, waiting: 2, limit: 2, isSet: true }])

    await client.limits.reset(name, { key: 'k' })
    await client.limits.set(name, { limit: 0 })
    gateOf(0).open()
    gateOf(2).open()
    await jobs[0]?.result()
    await jobs[2]?.result()
    // Their results are told before they leave their places.
    while ((await statuses())[0]?.running !== 0) await new Promise(setImmediate)
    expect(await statuses()).toMatchObject([{ running: 0, waiting: 2, limit: 0 }])

    for (const job of [3, 4]) gateOf(job).open()
    await client.limits.reset(name)
    await jobs[4]?.result()
    expect(begun).toEqual([0, 2, 3, 4])
  } finally {
    for (const gate of gates.values()) gate.open()
    await worker.stop()
    await client.close()
  }
}
