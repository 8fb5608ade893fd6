import { randomBytes } from 'node:crypto'

import { type Client, createClient } from '@arq/client'
import { silentLogger } from '@arq/core'
import { Worker } from '@arq/worker'

import { type DeadLetter, takeDeadLetters } from './dead-letters.js'
import { type DemoJob, type Kind, KINDS } from './kinds.js'
import type { Outcome } from './outcome.js'
import { unexpected } from './outcome.js'
import type { Servers } from './servers.js'
import { type DemoExtra, demoTasks } from './tasks.js'

/** What became of one job. */
export interface EndedJob {
  readonly jobId: string
  readonly outcome: Outcome
}

export interface KindReport {
  readonly kind: Kind
  readonly jobs: readonly EndedJob[]
}

export interface DemoReport {
  readonly kinds: readonly KindReport[]
  readonly deadLetters: readonly DeadLetter[]
  /** Ids that should be among the dead letters. */
  readonly expectedDeadLetters: readonly string[]
  readonly queueName: string
  readonly seconds: number
}

/**
 * Enqueues a mix of jobs, works on them, and tells what became of each.
 * @param onEnded called for each job that has ended
 */
export async function runDemo(
  servers: Servers,
  jobs: number,
  onEnded: () => void,
): Promise<DemoReport> {
  const queueName = `arq-demo-${randomBytes(4).toString('hex')}`
  const startedAtMs = performance.now()
  const { clientTransport: transport, resultStore } = servers
  await using client = await createClient({
    transport,
    resultStore,
    queueName,
    logger: silentLogger,
  })
  const worker = new Worker<DemoExtra>({
    transport: servers.workerTransport,
    resultStore,
    queueName,
    functions: [...demoTasks],
    maxConcurrentJobs: 20,
    jobResultTtl: '5m',
    logger: silentLogger,
    onStartup: (ctx) => void Object.assign(ctx.extra, { runs: new Map() } satisfies DemoExtra),
  })
  const running = worker.run()
  // A worker that cannot start ends the demo; waiting for its jobs would not.
  const kinds = await Promise.race([
    runKinds(client, jobs, onEnded),
    running.then(() => Promise.reject(new Error('the worker has stopped'))),
  ])
  const seconds = (performance.now() - startedAtMs) / 1000
  const expectedDeadLetters = kinds
    .filter(({ kind }) => kind.isParked)
    .flatMap((report) => report.jobs.map(({ jobId }) => jobId))
  const deadLetters = await takeDeadLetters(transport, queueName, expectedDeadLetters.length)
  await worker.stop()
  await tidyUp(client, servers, queueName, kinds)
  return { kinds, deadLetters, expectedDeadLetters, queueName, seconds }
}

function runKinds(
  client: Client,
  jobs: number,
  onEnded: () => void,
): Promise<readonly KindReport[]> {
  return Promise.all(
    KINDS.map(async (kind) => {
      const numbers = Array.from({ length: countOf(kind, jobs) }, (_, number) => number)
      const ended = numbers.map((number) => runJob(client, kind, number, onEnded))
      return { kind, jobs: await Promise.all(ended) }
    }),
  )
}

async function runJob(
  client: Client,
  kind: Kind,
  number: number,
  onEnded: () => void,
): Promise<EndedJob> {
  let job: DemoJob
  try {
    job = await kind.start(client, number)
  } catch (error) {
    onEnded()
    return { jobId: '-', outcome: unexpected(`not enqueued: ${String(error)}`) }
  }
  const outcome = await job.outcome
  onEnded()
  return { jobId: job.jobId, outcome }
}

/** How many jobs of a kind there are among so many. */
export function countOf({ share }: Kind, jobs: number): number {
  return Math.max(Math.round((jobs * share) / 100), 1)
}

export function totalJobs(jobs: number): number {
  return KINDS.reduce((sum, kind) => sum + countOf(kind, jobs), 0)
}

/** The records go; the queues stay, empty: a transport cannot delete queues. */
async function tidyUp(
  client: Client,
  { clientTransport }: Servers,
  queueName: string,
  kinds: readonly KindReport[],
): Promise<void> {
  const jobIds = kinds.flatMap(({ jobs }) => jobs.map(({ jobId }) => jobId))
  await Promise.all(jobIds.map((jobId) => client.deleteJobResult(jobId)))
  await clientTransport.purgeQueue(queueName)
  await clientTransport.purgeQueue(clientTransport.deadLetterQueueOf(queueName))
}
