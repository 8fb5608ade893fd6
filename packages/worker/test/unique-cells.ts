import { randomUUID } from 'node:crypto'

import { createClient, type Job } from '@arq/client'
import { type ResultStore, silentLogger, task, type Transport } from '@arq/core'
import { afterEach, expect, it } from '@jest/globals'

import { Worker } from '../src/index.js'
import { FaultyProcess, type Mishap, MISHAPS } from './faulty-process.js'

export interface UniqueServers {
  /** Not opened; all of them are of one broker. */
  readonly newTransport: () => Transport
  /** Ends its connection, as the end of its process would. */
  readonly cut: (transport: Transport) => unknown
  /** Not opened; all of them are on the same data. */
  readonly newStore: () => ResultStore
}

interface UniqueCells {
  readonly servers: () => UniqueServers
  /** Every step and every mishap; else a few: a process that dies takes seconds to clean up. */
  readonly isFull: boolean
  readonly clients: number
}

const KEY = 'k'
const KEEP = { unique: { key: KEY, mode: 'keepLast' } } as const
const soon = () => new Promise((resolve) => setTimeout(resolve, 5))

/** Steps of a call, and of a run, and one more: the last cell finds nothing to break. */
const MOST_STEPS_OF_CALL = 7
const MOST_STEPS_OF_RUN = 14

/** One key of one task, in a queue of its own, and what was run of it. */
function openBench({ newTransport, newStore, cut }: UniqueServers) {
  const queueName = `test-unique-${randomUUID().slice(0, 8)}`
  const runs: number[] = []
  let running = 0
  let overlaps = 0
  let whileRunning: ((value: number) => Promise<void>) | undefined
  const closing: (() => Promise<unknown>)[] = []
  const save = task('save', async (_ctx, value: number) => {
    if (running > 0) overlaps += 1
    running += 1
    runs.push(value)
    await whileRunning?.(value)
    running -= 1
    return value
  })
  const shared = { queueName, logger: silentLogger }
  return {
    runs,
    save,
    get overlaps() {
      return overlaps
    },
    whileRunning: (work: (value: number) => Promise<void>) => (whileRunning = work),
    client: async (process?: FaultyProcess) => {
      const [transport, resultStore] = [newTransport(), newStore()]
      const client = await createClient({
        ...shared,
        transport: process?.transport(transport, cut) ?? transport,
        resultStore: process?.store(resultStore) ?? resultStore,
      })
      process?.arm()
      closing.push(() => client.close())
      return client
    },
    worker: (process?: FaultyProcess) => {
      const [transport, resultStore] = [newTransport(), newStore()]
      const worker = new Worker({
        ...shared,
        transport: process?.transport(transport, cut) ?? transport,
        resultStore: process?.store(resultStore) ?? resultStore,
        functions: [save],
        maxConcurrentJobs: 5,
      })
      void worker.run()
      closing.push(() => worker.stop())
      return worker
    },
    /** Until no job of the key is open, and nothing is in the queue. */
    idle: async () => {
      const [transport, store] = [newTransport(), newStore()]
      await Promise.all([transport.connect(), store.connect()])
      const isIdle = async () => {
        const found = await store.entries!.read(`unique:save\n${KEY}`)
        return found.has('last') && !found.has('waiting') && !found.has('running')
      }
      while (!(await isIdle())) await soon()
      await Promise.all([transport.close(), store.close()])
    },
    close: async () => {
      for (const close of closing.reverse()) await close()
    },
  }
}

/** What holds on each broker and store, whatever goes wrong between any two steps. */
export function uniqueCells({ servers, isFull, clients }: UniqueCells): void {
  const processes: FaultyProcess[] = []
  const benches: ReturnType<typeof openBench>[] = []
  afterEach(async () => {
    for (const process of processes.splice(0)) process.bury()
    for (const bench of benches.splice(0)) await bench.close()
  })
  const open = () => {
    const bench = openBench(servers())
    benches.push(bench)
    return bench
  }
  const faulty = (at: number, mishap: Mishap) => {
    const process = new FaultyProcess(at, mishap)
    processes.push(process)
    return process
  }
  const cells = (most: number, inShort: readonly number[]): [number, Mishap][] =>
    isFull
      ? Array.from({ length: most }, (_, index) => index + 1).flatMap((at) =>
          MISHAPS.map((mishap): [number, Mishap] => [at, mishap]),
        )
      : inShort.map((at) => [at, 'kill after'])

  it.each(cells(MOST_STEPS_OF_CALL, [2, 5]))(
    'a call that breaks off at step %i (%s) keeps no later one from its run',
    async (at, mishap) => {
      const bench = open()
      const process = faulty(at, mishap)
      const [broken, whole] = [await bench.client(process), await bench.client()]
      const dead = new Promise((resolve) => process.onDeath(() => resolve('dead')))
      const first = broken.enqueueJob(bench.save, [1], KEEP)
      await Promise.race([first.catch(() => undefined), dead])
      const second = await whole.enqueueJob(bench.save, [2], KEEP)
      bench.worker()
      expect(await second.result()).toBe(2)
      await bench.idle()
      expect(bench.runs.at(-1)).toBe(2)
      expect([bench.runs.length, bench.overlaps]).toEqual([1, 0])
    },
  )

  it.each(cells(MOST_STEPS_OF_CALL, [2, 5]))(
    'a call that breaks off at step %i (%s) takes nothing from the one before it',
    async (at, mishap) => {
      const bench = open()
      const process = faulty(at, mishap)
      const [broken, whole] = [await bench.client(process), await bench.client()]
      const first = await whole.enqueueJob(bench.save, [1], KEEP)
      const dead = new Promise((resolve) => process.onDeath(() => resolve('dead')))
      const second = broken.enqueueJob(bench.save, [2], KEEP)
      const isAccepted = await Promise.race([
        second.then(
          () => true,
          () => false,
        ),
        dead.then(() => false),
      ])
      bench.worker()
      const result = await first.result()
      // What nobody was told of may have come through.
      expect(isAccepted ? [2] : [1, 2]).toContain(result)
      await bench.idle()
      expect([bench.runs, bench.overlaps]).toEqual([[result], 0])
    },
  )

  it.each(cells(MOST_STEPS_OF_RUN, [8]))(
    'a worker that breaks off at step %i (%s) leaves the last call to be run, after the others',
    async (at, mishap) => {
      const bench = open()
      const client = await bench.client()
      let last: Job<number> | undefined
      bench.whileRunning(async (value) => {
        if (value !== 1 || last) return
        await client.enqueueJob(bench.save, [2], KEEP)
        last = await client.enqueueJob(bench.save, [3], KEEP)
      })
      await client.enqueueJob(bench.save, [1], KEEP)
      const process = faulty(at, mishap)
      process.onDeath(() => bench.worker())
      bench.worker(process)
      process.arm()
      await bench.idle()
      expect(bench.runs.at(-1)).toBe(3)
      expect(bench.runs).not.toContain(2)
      expect(bench.overlaps).toBe(0)
      expect(await last?.result()).toBe(3)
      // Once each, unless a process died in between.
      if (!process.isDead) expect(bench.runs).toEqual([1, 3])
    },
  )

  it(`of the calls of ${String(clients)} clients at once the last that was accepted is run, and never two together`, async () => {
    const bench = open()
    const opened = await Promise.all(Array.from({ length: clients }, () => bench.client()))
    bench.worker()
    bench.worker()
    bench.whileRunning(soon as () => Promise<void>)
    const jobs = await Promise.all(
      opened.map((client, index) => client.enqueueJob(bench.save, [index], KEEP)),
    )
    const results = await Promise.all(jobs.map((job) => job.result()))
    const final = await opened[0]!.enqueueJob(bench.save, [clients], KEEP)
    expect(await final.result()).toBe(clients)
    await bench.idle()
    expect(bench.runs.at(-1)).toBe(clients)
    // Each job ran once, and every call has the result of one of them.
    const ids = new Set([...jobs, final].map(({ jobId }) => jobId))
    expect(bench.runs).toHaveLength(ids.size)
    expect(results.every((value) => bench.runs.includes(value))).toBe(true)
    expect(bench.overlaps).toBe(0)
  })
}
