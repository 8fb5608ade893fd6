import { type KeyConcurrency, silentLogger, task } from '@arq/core'
import { ManualClock, MemoryTransport } from '@arq/memory'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { describe, expect, it } from '@jest/globals'

import { Worker } from '../src/index.js'
import { chances } from './chances.js'
import { type Mortal, mortal } from './mortal.js'
import { setup } from './setup.js'

const SEEDS = isFullRun ? 600 : 12
const PATIENCE_MS = isFullRun ? 600_000 : 30_000
const JOBS = 12
const KEYS = ['a', 'b', 'c']

interface Run {
  readonly worker: Mortal | undefined
  readonly key: string
  readonly job: number
}

type Limits = Pick<KeyConcurrency, 'limit' | 'total' | 'weight' | 'strictOrder'>

/** Workers that die between any two of their calls, and what they ran. */
async function simulate(seed: number, limits: Limits) {
  const chance = chances(seed)
  const clock = new ManualClock()
  const running = new Set<Run>()
  const begun: string[] = []
  const done = new Set<string>()
  let most = 0
  let mostOfAll = 0
  const alive = (): Run[] => [...running].filter(({ worker }) => worker?.isDead !== true)
  const workFor = (self: { mortal?: Mortal }) =>
    task({
      name: 'work',
      maxRetries: 3,
      run: async (ctx, key: string, job: number) => {
        if (job % 5 === 2) await ctx.sleep('3s')
        const run = { worker: self.mortal, key, job }
        begun.push(`${key}${String(job)}`)
        running.add(run)
        const others = alive()
        const ofKey = others.filter((other) => other.key === key)
        most = Math.max(most, new Set(ofKey.map((other) => other.job)).size)
        mostOfAll = Math.max(mostOfAll, new Set(others.map((other) => other.job)).size)
        await new Promise<void>((resolve) => {
          clock.setTimer(10 + chance(3) * 400, () => resolve())
        })
        running.delete(run)
        if (self.mortal?.isDead === true) return
        if (ctx.jobTry === 1 && job % 4 === 0)
          throw Object.assign(new Error('again'), { code: 'ECONNRESET' })
        done.add(`${key}${String(job)}`)
      },
      concurrency: { key: (key) => key, ...limits },
    })
  const arq = await setup({ functions: [workFor({})] }, { clock })
  const mortals: Mortal[] = []
  const workers: Worker[] = []
  // One that dies twice of a job cannot tell, in one process, whether its worker has gone.
  const [kills, maxDeliveries] = seed % 2 === 0 ? [3, 0] : [1, 3]
  const start = (): void => {
    const inner = new MemoryTransport({ broker: arq.broker })
    const self: { mortal?: Mortal } = {}
    const body = mortal(inner, arq.store, () => arq.broker.disconnect(inner, { downFor: '9999h' }))
    self.mortal = body
    mortals.push(body)
    const { transport, store } = body
    const worker = new Worker({
      ...{ transport, resultStore: store, clock, functions: [workFor(self)] },
      ...{ maxDeliveries, retryBackoff: 2, maxConcurrentJobs: 4, prefetchCount: 5 },
      logger: silentLogger,
    })
    workers.push(worker)
    void worker.run()
  }
  const keepTwo = (): void => {
    while (mortals.filter(({ isDead }) => !isDead).length < 2) start()
  }
  keepTwo()
  await clock.advance('10ms')
  for (let job = 0; job < JOBS; job += 1) {
    await arq.enqueue(workFor({}), [KEYS[chance(KEYS.length)] ?? 'a', job])
  }
  for (let kill = 0; kill < kills; kill += 1) {
    const living = mortals.filter(({ isDead }) => !isDead)
    const victim = living[chance(living.length)]
    victim?.dieAt(1 + chance(40), chance(2) === 0 ? 'before' : 'after')
    await clock.advance(200 + chance(3000))
    keepTwo()
  }
  for (const body of mortals) body.dieAt(Infinity, 'before')
  keepTwo()
  // Two leases, for one to be over and for the look after it; and the runs themselves.
  for (let turn = 0; turn < 24 && done.size < JOBS; turn += 1) await clock.advance('5s')
  // What is left of those that were done twice.
  await clock.advance('120s')
  const left = (await arq.store.entries.groups('arq.key', { limit: 10 })).groups
  const stopped = Promise.all(workers.map((worker) => worker.stop()))
  await clock.advance('300s')
  await stopped
  await arq.close()
  return { most, mostOfAll, done: done.size, begun, left }
}

describe('workers that die between any two of their calls', () => {
  it.each([1, 2])(
    'leave no job unrun and keep to a limit of %s',
    async (limit) => {
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { most, done, left } = await simulate(seed, { limit })
        const isKept = most <= limit
        expect({ seed, done, isKept, left }).toEqual({ seed, done: JOBS, isKept: true, left: [] })
      }
    },
    PATIENCE_MS,
  )

  it.each<Limits & { total: number }>([
    { total: 3 },
    { total: 4, limit: 2, weight: (key) => (key === 'a' ? 3 : 1) },
  ])(
    'leave no job unrun and keep to what all keys share: %j',
    async (limits) => {
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { most, mostOfAll, done, left } = await simulate(seed, limits)
        const isKept = most <= (limits.limit ?? JOBS) && mostOfAll <= limits.total
        expect({ seed, done, isKept, left }).toEqual({ seed, done: JOBS, isKept: true, left: [] })
      }
    },
    PATIENCE_MS,
  )

  it(
    'keep the order in which jobs were enqueued, where it is strict',
    async () => {
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { most, done, begun, left } = await simulate(seed, { limit: 1, strictOrder: true })
        expect({ seed, done, most, left }).toEqual({ seed, done: JOBS, most: 1, left: [] })
        for (const key of KEYS) {
          const order = begun
            .filter((name) => name.startsWith(key))
            .map((name) => Number(name.slice(1)))
          expect({ seed, order }).toEqual({
            seed,
            order: [...order].sort((one, other) => one - other),
          })
        }
      }
    },
    PATIENCE_MS,
  )
})
