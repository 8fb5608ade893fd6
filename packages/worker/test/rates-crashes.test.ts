import { type Clock, type JobContext, silentLogger, task, type Transport } from '@arq/core'
import { ManualClock, MemoryTransport } from '@arq/memory'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { describe, expect, it } from '@jest/globals'

import { Worker } from '../src/index.js'
import { chances } from './chances.js'
import { type Mortal, mortal } from './mortal.js'
import { setup } from './setup.js'

const SEEDS = isFullRun ? 600 : 12
const PATIENCE_MS = isFullRun ? 600_000 : 30_000
const JOBS = 14
const KEYS = ['a', 'b']
const PER_MS = 10_000
const HOUR_MS = 3_600_000

interface Start {
  readonly key: string
  readonly job: number
  readonly jobTry: number
  readonly atMs: number
}

/** The clock of a machine that is set wrong. */
const setWrong = (clock: ManualClock, byMs: number): Clock => ({
  now: () => clock.now() + byMs,
  monotonicNow: () => clock.monotonicNow(),
  setTimer: (afterMs, callback) => clock.setTimer(afterMs, callback),
})

/** A transport of that machine: it tells the broker how long a message is to wait. */
function transportOf(inner: MemoryTransport, byMs: number): Transport {
  return new Proxy<Transport>(inner, {
    get(target, key) {
      if (key === 'publish')
        return (message: Parameters<Transport['publish']>[0]) =>
          target.publish(
            message.dueAtMs === undefined
              ? message
              : { ...message, dueAtMs: message.dueAtMs - byMs },
          )
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

/** Workers with clocks that differ by hours die between any two of their calls. */
async function simulate(seed: number, limit: number, concurrency: number | undefined) {
  const chance = chances(seed)
  const clock = new ManualClock()
  const starts: Start[] = []
  const done = new Set<number>()
  const workFor = (self: { mortal?: Mortal }) => {
    const run = async (ctx: JobContext, key: string, job: number): Promise<void> => {
      starts.push({ key, job, jobTry: ctx.jobTry, atMs: clock.now() })
      await new Promise<void>((resolve) => {
        clock.setTimer(10 + chance(3) * 400, () => resolve())
      })
      if (self.mortal?.isDead === true) return
      if (ctx.jobTry === 1 && job % 4 === 0)
        throw Object.assign(new Error('again'), { code: 'ECONNRESET' })
      done.add(job)
    }
    const key = (given: string): string => given
    const rated = { name: 'work', maxRetries: 3, run, rate: { key, limit, per: PER_MS / 1000 } }
    return concurrency === undefined
      ? task(rated)
      : task({ ...rated, concurrency: { key, limit: concurrency } })
  }
  const arq = await setup({ functions: [workFor({})] }, { clock })
  const mortals: Mortal[] = []
  const workers: Worker[] = []
  const [kills, maxDeliveries] = seed % 2 === 0 ? [3, 0] : [1, 3]
  const start = (): void => {
    const inner = new MemoryTransport({ broker: arq.broker })
    const self: { mortal?: Mortal } = {}
    const wrongByMs = (chance(5) - 2) * HOUR_MS
    const machine = transportOf(inner, wrongByMs)
    const body = mortal(machine, arq.store, () =>
      arq.broker.disconnect(inner, { downFor: '9999h' }),
    )
    self.mortal = body
    mortals.push(body)
    const worker = new Worker({
      ...{ transport: body.transport, resultStore: body.store, clock: setWrong(clock, wrongByMs) },
      ...{ functions: [workFor(self)], maxDeliveries, retryBackoff: 2 },
      ...{ maxConcurrentJobs: 2, prefetchCount: 5, logger: silentLogger },
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
    await arq.enqueue(workFor({}), [KEYS[chance(KEYS.length)] ?? 'a', job], { expires: '48h' })
  }
  for (let kill = 0; kill < kills; kill += 1) {
    const living = mortals.filter(({ isDead }) => !isDead)
    const victim = living[chance(living.length)]
    victim?.dieAt(1 + chance(60), chance(2) === 0 ? 'before' : 'after')
    await clock.advance(200 + chance(9000))
    keepTwo()
  }
  for (const body of mortals) body.dieAt(Infinity, 'before')
  keepTwo()
  for (let turn = 0; turn < 60 && done.size < JOBS; turn += 1) await clock.advance('5s')
  // What is left of those that were done twice, and what the windows count.
  await clock.advance('5m')
  const left = (await arq.store.entries.groups('arq.keys:', { limit: 10 })).groups
  const stopped = Promise.all(workers.map((worker) => worker.stop()))
  await clock.advance('300s')
  await stopped
  await arq.close()
  return { done: done.size, starts, left }
}

/** Runs that a crash cut off begin again: those are what it leaves open. */
function withoutRepeated(starts: readonly Start[]): readonly Start[] {
  const seen = new Set<string>()
  return starts.filter(({ job, jobTry }) => {
    const name = `${String(job)}.${String(jobTry)}`
    const isFirst = !seen.has(name)
    seen.add(name)
    return isFirst
  })
}

function mostInASpan(starts: readonly Start[]): number {
  const counts = starts.map(
    ({ key, atMs: from }) =>
      starts.filter(({ key: other, atMs }) => other === key && atMs >= from && atMs < from + PER_MS)
        .length,
  )
  return Math.max(0, ...counts)
}

describe('workers that die between any two of their calls, whose clocks differ by hours', () => {
  it.each([
    [1, undefined],
    [3, undefined],
    [2, 1],
  ])(
    'leave no job unrun and keep to a rate of %s (concurrency: %s)',
    async (limit, concurrency) => {
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const { done, starts, left } = await simulate(seed, limit, concurrency)
        const isKept = mostInASpan(withoutRepeated(starts)) <= limit
        expect({ seed, done, isKept, left }).toEqual({ seed, done: JOBS, isKept: true, left: [] })
      }
    },
    PATIENCE_MS,
  )
})
