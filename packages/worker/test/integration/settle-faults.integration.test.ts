import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { isFinal, type JobRecord, Retry, silentLogger, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
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
import { type Bundle, setup } from './setup.js'

type JobName = 'done' | 'again' | 'broken'

let rabbit: RabbitServer
let redis: RedisServer

beforeAll(async () => {
  rabbit = await createRabbit()
  redis = await createRedis()
  await Promise.all([rabbit.start(), redis.start()])
}, 120_000)
afterAll(() => Promise.all([rabbit.dispose(), redis.dispose()]))

/** Jobs that come to the step: one that succeeds publishes nothing. */
const jobsAt = (step: Step | 'in its run'): readonly JobName[] =>
  step === 'before publish' || step === 'before confirm'
    ? ['again', 'broken']
    : ['done', 'again', 'broken']

/** What the jobs of one test came to, seen from outside. */
class Witness {
  readonly #store: RedisResultStore
  readonly #ends = new Map<string, JobRecord[]>()
  readonly #runs: { jobId: string; jobTry: number }[] = []

  private constructor(store: RedisResultStore) {
    this.#store = store
  }

  static async of({ redisUrl, keyPrefix }: Bundle): Promise<Witness> {
    const store = new RedisResultStore({ url: redisUrl, keyPrefix })
    await store.connect()
    const witness = new Witness(store)
    await store.subscribe((jobId) => void witness.#look(jobId).catch(() => undefined))
    return witness
  }

  ran(jobId: string, jobTry: number): void {
    this.#runs.push({ jobId, jobTry })
  }

  runsOf(jobId: string): number[] {
    return this.#runs.filter((run) => run.jobId === jobId).map(({ jobTry }) => jobTry)
  }

  /** Every end that was ever stored for a job. */
  endsOf(jobId: string): readonly JobRecord[] {
    return this.#ends.get(jobId) ?? []
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  async #look(jobId: string): Promise<void> {
    const record = await this.#store.get(jobId)
    if (!record || !isFinal(record.status)) return
    this.#ends.set(jobId, [...this.endsOf(jobId), record])
  }
}

async function enqueueAll(
  { client }: Bundle,
  step: Step | 'in its run',
): Promise<ReadonlyMap<JobName, string>> {
  const jobs = new Map<JobName, string>()
  for (const name of jobsAt(step)) jobs.set(name, (await client.enqueueJob(name)).id)
  return jobs
}

/** Every promise that a settled job makes, after whatever has happened. */
async function expectSettled(arq: Bundle, witness: Witness, jobs: ReadonlyMap<JobName, string>) {
  for (const [name, id] of jobs) {
    const job = arq.client.getJob(id)
    if (name === 'broken') {
      await expect(job.result({ timeout: 60 })).rejects.toMatchObject({
        original: { message: 'broken for good' },
      })
    } else expect(await job.result({ timeout: 60 })).toBe(name === 'again' ? 'second' : 'first')
  }
  await emptied(arq)
  const letters = (await arq.admin.queueInfo(`${arq.queueName}.dlq`))?.ready ?? 0
  for (const [name, id] of jobs) {
    const runs = witness.runsOf(id)
    expect(runs).toContain(name === 'again' ? 2 : 1)
    // An end that was stored is never replaced, neither by an older attempt nor by a second run.
    const tokens = witness
      .endsOf(id)
      .map(({ token, endTime }) => `${String(token)} ${String(endTime)}`)
    expect(new Set(tokens).size).toBe(1)
    // A letter for each run at most, and one at least.
    if (name === 'broken') {
      expect(letters).toBeGreaterThanOrEqual(1)
      expect(letters).toBeLessThanOrEqual(runs.length + 1)
    }
  }
}

async function emptied({ admin, queueName }: Bundle): Promise<void> {
  while ((await admin.queueInfo(queueName))?.ready !== 0);
}

const broken = (): Error =>
  Object.assign(new Error('cut'), { code: 'ARQ_CONNECTION_LOST', [Symbol.for('arq.error')]: true })

type Fault = (parts: { readonly proxy: TcpProxy }) => Promise<{ undo?: () => Promise<void> }>

const FAULTS: Readonly<Record<string, Fault>> = {
  'the connection is cut': async ({ proxy }) => {
    proxy.cut()
    return {}
  },
  'the broker restarts': async () => {
    await rabbit.restart()
    return {}
  },
  'Redis does not answer': async () => {
    redis.pause()
    return { undo: async () => redis.resume() }
  },
}

const cells = STEPS.flatMap((step) => Object.keys(FAULTS).map((fault) => [step, fault] as const))

describe('a worker', () => {
  it.each(cells)(
    'that stands %s while %s loses no job, repeats what it must, and keeps every result',
    async (step, fault) => {
      const arq = await setup(
        { functions: [task('unused', async () => 1)] },
        {
          rabbitUrl: rabbit.url,
          redisUrl: redis.url,
        },
      )
      const witness = await Witness.of(arq)
      const proxy = await new TcpProxy(rabbit.url).start()
      const jobs = await enqueueAll(arq, step)
      const held = new Set<string>()
      const allHeld = latch()
      const goOn = latch()
      const breaksConnection = fault !== 'Redis does not answer'
      const hold = {
        step,
        at: async (jobId: string) => {
          if (held.has(jobId)) return
          held.add(jobId)
          if (held.size === jobs.size) allHeld.open()
          await goOn.opened
          // The confirm was on its way when the connection broke.
          if (step === 'before confirm' && breaksConnection) throw broken()
        },
      }
      const noted = (name: JobName, run: (jobTry: number) => unknown) =>
        task(name, async (ctx) => {
          witness.ran(ctx.jobId, ctx.jobTry)
          return run(ctx.jobTry)
        })
      const { keyPrefix } = arq
      const infos: string[] = []
      const logger = {
        ...silentLogger,
        info: (text: string) => void infos.push(text),
        child: () => logger,
      }
      const worker = new Worker({
        functions: [
          noted('done', () => 'first'),
          noted('again', (jobTry) => {
            if (jobTry === 1) throw new Retry({ defer: 0 })
            return 'second'
          }),
          noted('broken', () => {
            throw new Error('broken for good')
          }),
        ],
        queueName: arq.queueName,
        logger,
        transport: holdTransport(
          new AmqpTransport({
            url: proxy.url,
            reconnectInterval: '100ms',
            maxReconnectAttempts: 0,
          }),
          hold,
        ),
        resultStore: holdStore(
          new RedisResultStore({ url: redis.url, keyPrefix, commandTimeout: '500ms' }),
          hold,
        ),
      })
      const running = worker.run()
      await allHeld.opened
      const { undo } = await FAULTS[fault]!({ proxy })
      goOn.open()
      if (undo) {
        // Ends wait in memory while the store is away, and the jobs leave the queue meanwhile.
        await emptied(arq)
        await undo()
      }
      await expectSettled(arq, witness, jobs)
      if (step === 'before ack' && breaksConnection) {
        // What was recorded and not acknowledged came again: seen, counted, said, and not run.
        expect(worker.counts.duplicates).toBeGreaterThanOrEqual(jobs.size)
        expect(infos.filter((text) => text.startsWith('already ended')).length).toBe(
          worker.counts.duplicates,
        )
        for (const [name, id] of jobs) {
          expect(witness.runsOf(id)).toEqual(name === 'again' ? [1, 2] : [1])
        }
      }
      await worker.stop()
      await running
      await proxy.stop()
      await witness.close()
      await arq.close([])
    },
    120_000,
  )
})

/** The record of a run that lasts is written a moment after its start. */
async function untilStatus({ client }: Bundle, jobId: string, wanted: string): Promise<void> {
  while ((await client.getJob(jobId).status()) !== wanted);
}

/** A worker process: what it says, line by line. */
function startProcess(arq: Bundle, witness: Witness, step?: Step | 'in its run') {
  const program = fileURLToPath(new URL('./settle-process.js', import.meta.url))
  const parameters = [arq.rabbitUrl, arq.redisUrl, arq.keyPrefix, arq.queueName, step ?? '']
  const child: ChildProcess = spawn(process.execPath, [program, ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const held = new Set<string>()
  const lines: string[] = []
  let look: () => void = () => undefined
  for (const stream of [child.stdout!, child.stderr!]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      const [word, jobId = '', jobTry] = line.split(' ')
      if (word === 'ran') witness.ran(jobId, Number(jobTry))
      if (word === 'held') held.add(jobId)
      look()
    })
  }
  return {
    lines,
    /** Resolves when that many jobs are held. */
    held: (count: number) =>
      new Promise<void>((resolve) => {
        look = () => {
          if (held.size >= count) resolve()
        }
        look()
      }),
    end: async (signal: 'SIGKILL' | 'SIGTERM') => {
      const closed = once(child, 'close')
      child.kill(signal)
      await closed
    },
  }
}

describe('a worker process', () => {
  it.each([...STEPS, 'in its run'] as const)(
    'that is killed %s loses no job: another one goes on',
    async (step) => {
      const arq = await setup(
        { functions: [task('unused', async () => 1)] },
        {
          rabbitUrl: rabbit.url,
          redisUrl: redis.url,
        },
      )
      const witness = await Witness.of(arq)
      const jobs = await enqueueAll(arq, step)
      const first = startProcess(arq, witness, step)
      await first.held(jobs.size)
      if (step === 'in its run') {
        for (const id of jobs.values()) await untilStatus(arq, id, 'in_progress')
      }
      await first.end('SIGKILL')
      const second = startProcess(arq, witness)
      await expectSettled(arq, witness, jobs)
      await second.end('SIGTERM')
      const duplicates = second.lines.filter((line) => line.includes('already ended'))
      if (step === 'before ack') expect(duplicates.length).toBeGreaterThanOrEqual(2)
      await witness.close()
      await arq.close([])
    },
    60_000,
  )
})
