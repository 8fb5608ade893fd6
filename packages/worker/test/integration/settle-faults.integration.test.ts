import { silentLogger } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import {
  createRabbit,
  createRedis,
  type RabbitServer,
  type RedisServer,
} from '@arq/tooling-services'
import { AmqpTransport } from '@arq/transport-amqp'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { TcpProxy } from '../../../transport-amqp/test/tcp-proxy.js'
import { Worker } from '../../src/index.js'
import { latch } from '../setup.js'
import { holdStore, holdTransport, type Step, STEPS } from './hold-points.js'
import { SettleChild } from './settle-child.js'
import { settleTasks } from './settle-tasks.js'
import { Witness } from './settle-witness.js'

let rabbit: RabbitServer
let redis: RedisServer

beforeAll(async () => {
  rabbit = await createRabbit()
  redis = await createRedis()
  await Promise.all([rabbit.start(), redis.start()])
})
afterAll(() => Promise.all([rabbit.dispose(), redis.dispose()]))

const servers = () => ({ rabbitUrl: rabbit.url, redisUrl: redis.url })

const broken = (): Error =>
  Object.assign(new Error('cut'), { code: 'ARQ_CONNECTION_LOST', [Symbol.for('arq.error')]: true })

type Fault = (parts: { readonly proxy: TcpProxy }) => Promise<{ undo?: () => Promise<void> }>

const REDIS_AWAY = 'Redis does not answer'
const RESTART = 'the broker restarts'
const FAULTS: Readonly<Record<string, Fault>> = {
  'the connection is cut': async ({ proxy }) => {
    proxy.cut()
    return {}
  },
  [RESTART]: async () => {
    await rabbit.restart()
    return {}
  },
  [REDIS_AWAY]: async () => {
    redis.pause()
    return { undo: async () => redis.resume() }
  },
}

/** A restart cuts the connection too, which each step meets; it takes 15 s, and is met by one step in short. */
const cells = STEPS.flatMap((step) =>
  Object.keys(FAULTS).map((fault) => [step, fault] as const),
).filter(([step, fault]) => isFullRun || fault !== RESTART || step === 'before ack')

/** A worker that holds each job once at this step, until it may go on. */
function holdingWorker(witness: Witness, proxy: TcpProxy, step: Step, breaksConnection: boolean) {
  const held = new Set<string>()
  const allHeld = latch()
  const goOn = latch()
  const hold = {
    step,
    at: async (jobId: string) => {
      if (held.has(jobId)) return
      held.add(jobId)
      if (held.size === witness.jobs.size) allHeld.open()
      await goOn.opened
      // The confirm was on its way when the connection broke.
      if (step === 'before confirm' && breaksConnection) throw broken()
    },
  }
  const said: string[] = []
  const say = (text: string) => void said.push(text)
  const logger = { ...silentLogger, info: say, warn: say, child: () => logger }
  const { keyPrefix, queueName } = witness.arq
  const transport = { url: proxy.url, reconnectInterval: '100ms', maxReconnectAttempts: 0 } as const
  // Short only where no answer is what the test is about: a busy machine may take its time.
  const commandTimeout = breaksConnection ? '20s' : '500ms'
  const store = { url: redis.url, keyPrefix, commandTimeout } as const
  const amqp = new AmqpTransport(transport)
  const returned = latch()
  let wasLost = false
  amqp.on(({ type }) => {
    if (type === 'disconnected') wasLost = true
    if (type === 'connected' && wasLost) returned.open()
  })
  const worker = new Worker({
    functions: settleTasks(({ jobId, jobTry }) => witness.ran(jobId, jobTry)),
    queueName,
    logger,
    transport: holdTransport(amqp, hold),
    resultStore: holdStore(new RedisResultStore(store), hold),
  })
  const linesWith = (words: string) => said.filter((text) => text.includes(words))
  const goOnNow = (): void => goOn.open()
  return { worker, linesWith, all: allHeld.opened, returned: returned.opened, goOn: goOnNow }
}

describe('a worker', () => {
  it.each(cells)(
    'that stands %s while %s loses no job, repeats what it must, counts that, and keeps every result',
    async (step, fault) => {
      const breaksConnection = fault !== REDIS_AWAY
      const witness = await Witness.of(servers(), step)
      const proxy = await new TcpProxy(rabbit.url).start()
      const { worker, ...held } = holdingWorker(witness, proxy, step, breaksConnection)
      try {
        void worker.run()
        await held.all
        const { undo } = await FAULTS[fault]!({ proxy })
        // By then the worker knows of the loss. One that does not know begins the job, and once more when it comes back.
        const isGivenUp = breaksConnection && step === 'before start'
        if (isGivenUp) await held.returned
        held.goOn()
        if (undo) {
          // Ends wait in memory while the store is away, and the jobs leave the queue meanwhile.
          await witness.emptied()
          await undo()
        }
        await witness.expectSettled()
        const seen = () => worker.counts.duplicateRuns + worker.counts.duplicateDeliveries
        // Each delivery that was lost comes again; a queue that is recovering may look empty before it does.
        while (breaksConnection && !isGivenUp && seen() < witness.jobs.size) await witness.emptied()
        await worker.stop()
        const duplicates = await witness.expectDuplicatesCounted()
        const { duplicateRuns, duplicateDeliveries } = worker.counts
        expect({ runs: duplicateRuns, deliveries: duplicateDeliveries }).toEqual(duplicates)
        expect(held.linesWith('had begun before and never ended')).toHaveLength(duplicateRuns)
        expect(held.linesWith('already ended')).toHaveLength(duplicateDeliveries)
        if (!breaksConnection || isGivenUp) expect(duplicates).toEqual({ runs: 0, deliveries: 0 })
        // What was recorded and not acknowledged is not run; only the second try of `again` may have been under way.
        if (step === 'before ack') expect(duplicates.runs).toBeLessThanOrEqual(1)
      } finally {
        held.goOn()
        await worker.stop()
        await proxy.stop()
        await witness.close()
      }
    },
  )
})

describe('a worker process', () => {
  it.each([...STEPS, 'in its run'] as const)(
    'that is killed %s loses no job: another one goes on, and what it repeats is counted',
    async (place) => {
      const witness = await Witness.of(servers(), place)
      const { size } = witness.jobs
      const first = new SettleChild(witness, place)
      await first.held(size)
      if (place === 'in its run') await witness.inProgress()
      await first.end('SIGKILL')
      const second = new SettleChild(witness)
      try {
        await witness.expectSettled()
        // What came back passes through the queue of suspects: its work queue may look empty before.
        await second.says(['had begun before and never ended', 'already ended'], size)
      } finally {
        await second.end('SIGTERM')
      }
      // A try may have begun in the store when its worker was killed, and not yet in the task.
      const duplicates = await witness.expectDuplicatesCounted(1)
      expect(second.linesWith('had begun before and never ended')).toHaveLength(duplicates.runs)
      expect(second.linesWith('already ended')).toHaveLength(duplicates.deliveries)
      expect(duplicates.runs + duplicates.deliveries).toBeGreaterThanOrEqual(size)
      if (place === 'in its run') expect(duplicates.deliveries).toBe(0)
      if (place === 'before ack') expect(duplicates.runs).toBeLessThanOrEqual(1)
      await witness.close()
    },
  )
})
