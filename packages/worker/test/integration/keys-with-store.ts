import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { type Client, createClient } from '@arq/client'
import { type KeyConcurrency, type ResultStore, silentLogger, task } from '@arq/core'
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
const SHARED_BIG = isFullRun ? 10_000 : 200
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

/** The most jobs that ran at the same time: of one key, or of all. */
function mostAtOnce(runs: readonly Run[], isCounted: (one: Run, other: Run) => boolean): number {
  const counts = runs.map((run) => {
    const { beganAt } = run
    const beside = runs.filter(
      (other) =>
        isCounted(run, other) &&
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
  limits: Pick<KeyConcurrency, 'total' | 'strictOrder'> & { readonly limit: number },
): Promise<void> {
  const queueName = uniqueName('keyed')
  const { storeModule, storeName, storeSettings } = store
  const rabbitUrl = serverUrl('ARQ_TEST_RABBITMQ_URL')
  const given = {
    ...{ rabbitUrl, storeModule, storeName, storeSettings, queueName, ...limits },
  }
  const keyed = task({
    name: 'keyed',
    run: async (_ctx, _key: string, _job: number) => undefined,
    concurrency: { key: (key) => key, ...limits },
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
  expect(mostAtOnce(runs, (one, other) => one.key === other.key)).toBeLessThanOrEqual(limits.limit)
  expect(mostAtOnce(runs, () => true)).toBeLessThanOrEqual(limits.total ?? Infinity)
  expect(new Set(runs.map(({ job }) => job)).size).toBe(JOBS)
  if (limits.strictOrder !== true) return
  for (const key of KEYS) {
    const order = runs
      .filter((run) => run.key === key)
      .sort((one, other) => Number(one.beganAt - other.beganAt))
      .map(({ job }) => job)
    expect(order).toEqual([...order].sort((one, other) => one - other))
  }
}

/** Two workers, and a total of one, so that the order can be seen: a key gets its turns, whatever others have waiting. */
export async function expectSharesKept(store: StoreOfKeys): Promise<void> {
  const queueName = uniqueName('shared')
  const name = uniqueName('share')
  const begun: string[] = []
  const work = task({
    name,
    run: async (_ctx, key: string, _job: number) => void begun.push(key),
    concurrency: { key: (key) => key, total: 1, weight: (key) => (key === 'gold' ? 3 : 1) },
  })
  const newWorker = (): Worker =>
    new Worker({
      ...{ queueName, logger: silentLogger, functions: [work] },
      ...{ transport: newTransport(), resultStore: store.newStore() },
    })
  const workers = [newWorker(), newWorker()]
  const client = await newClient(store, queueName)
  try {
    await client.limits.set(name, { total: 0 })
    for (const worker of workers) void worker.run()
    const jobs = []
    for (const [key, count] of [
      ['big', SHARED_BIG],
      ['gold', 30],
      ['small', 10],
    ] as const) {
      for (let job = 0; job < count; job += 1) jobs.push(await client.enqueueJob(work, [key, job]))
    }
    for (let waiting = 0; waiting < jobs.length;) {
      waiting = 0
      for await (const status of client.limits.list(name)) waiting += status.waiting
    }
    await client.limits.set(name, { key: 'small', weight: 2 })
    await client.limits.reset(name)
    for (const job of jobs) await job.result({ timeout: '120s' })
  } finally {
    for (const worker of workers) await worker.stop()
    await client.close()
  }
  const count = (part: readonly string[], key: string): number =>
    part.filter((each) => each === key).length
  // In each round one of big, three of gold, whose task says so, and two of small, for which that was set.
  const rounds = begun.slice(0, 5 * 6)
  expect(['big', 'gold', 'small'].map((key) => count(rounds, key))).toEqual([5, 15, 10])
  expect(begun).toHaveLength(SHARED_BIG + 40)
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
