import { Retry, task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'
import { Registry } from 'prom-client'

import { type MetricsOutbox, prometheusMetrics, type PrometheusSettings } from '../src/index.js'
import { afterwards, setup } from './setup.js'

async function opened(settings: PrometheusSettings = {}) {
  const metrics = await prometheusMetrics({ defaultMetrics: false, ...settings })
  afterwards(() => metrics.close())
  return metrics
}

/** The samples that begin with a name, without histograms' buckets. */
async function samples(metrics: { collect(): Promise<string> }, ...names: string[]) {
  const text = await metrics.collect()
  return text
    .split('\n')
    .filter((line) => names.some((name) => line.startsWith(name)) && !line.includes('_bucket'))
    .toSorted()
}

const add = task('add', async (_ctx, a: number, b: number) => a + b)

describe('the metrics of jobs', () => {
  it('count what became of them, by task, queue and how they ended', async () => {
    const metrics = await opened()
    const flaky = task('flaky', async (ctx) => {
      if (ctx.jobTry === 1) throw new Retry({ defer: '10s' })
      throw new RangeError('no')
    })
    const { client, clock, ended } = await setup({ functions: [add, flaky] })
    await ended((await client.enqueueJob(add, [1, 2])).jobId)
    const job = await client.enqueueJob(flaky)
    await clock.advance('0s')
    await clock.advance('10s')
    await ended(job.jobId)
    expect(await samples(metrics, 'arq_jobs_total', 'arq_job_errors', 'arq_jobs_enq')).toEqual([
      'arq_job_errors_total{queue="default",task="flaky",error="RangeError"} 1',
      'arq_jobs_enqueued_total{queue="default",task="add"} 1',
      'arq_jobs_enqueued_total{queue="default",task="flaky"} 1',
      'arq_jobs_total{queue="default",task="add",status="completed"} 1',
      'arq_jobs_total{queue="default",task="flaky",status="failed"} 1',
      'arq_jobs_total{queue="default",task="flaky",status="retried"} 1',
    ])
  })

  it('measure runs, waits and lateness in seconds', async () => {
    const metrics = await opened()
    const slow = task(
      'slow',
      (ctx) =>
        new Promise<void>((resolve) => {
          ctx.signal.addEventListener('abort', () => resolve())
        }),
    )
    const { client, clock, ended } = await setup({ functions: [slow], jobTimeout: '3s' })
    const job = await client.enqueueJob(slow, [], { deferBy: '1m' })
    await clock.advance('1m')
    await clock.advance('3s')
    await ended(job.jobId)
    const names = ['arq_job_duration', 'arq_job_wait', 'arq_job_lateness']
    expect(await samples(metrics, ...names)).toEqual([
      'arq_job_duration_seconds_count{queue="default",task="slow"} 1',
      'arq_job_duration_seconds_sum{queue="default",task="slow"} 3',
      'arq_job_lateness_seconds_count{queue="default",task="slow"} 1',
      'arq_job_lateness_seconds_sum{queue="default",task="slow"} 0',
    ])
  })

  it('give names that come from messages one label, and no more names than the limit', async () => {
    const metrics = await opened({ mostNames: 2 })
    const tasks = ['a', 'b', 'c', 'd'].map((name) => task(name, async () => name))
    const { client, ended } = await setup({ functions: tasks, unknownTaskGrace: 0 })
    for (const name of ['a', 'b', 'c', 'd', 'a', 'x', 'y']) {
      await ended((await client.enqueueJob(name)).jobId)
    }
    expect(await samples(metrics, 'arq_jobs_total', 'arq_jobs_enq')).toEqual([
      'arq_jobs_enqueued_total{queue="default",task="a"} 2',
      'arq_jobs_enqueued_total{queue="default",task="b"} 1',
      'arq_jobs_enqueued_total{queue="default",task="other"} 4',
      'arq_jobs_total{queue="default",task="a",status="completed"} 2',
      'arq_jobs_total{queue="default",task="b",status="completed"} 1',
      'arq_jobs_total{queue="default",task="other",status="completed"} 2',
      'arq_jobs_total{queue="default",task="unknown",status="failed"} 2',
    ])
  })

  it('end with close', async () => {
    const metrics = await opened()
    metrics.close()
    const { client, ended } = await setup({ functions: [add] })
    await ended((await client.enqueueJob(add, [1, 2])).jobId)
    expect(await samples(metrics, 'arq_jobs_total')).toEqual([])
  })
})

describe('the metrics of workers and queues', () => {
  it('are asked for when they are read', async () => {
    let open: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    let begin: () => void = () => undefined
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const slow = task('slow', async () => {
      begin()
      await gate
    })
    const registry = new Registry()
    const metrics = await opened({ registry })
    const arq = await setup({ functions: [slow], maxConcurrentJobs: 1 })
    const inQueues = await opened({ transport: arq.transport })
    const jobs = [await arq.client.enqueueJob(slow), await arq.client.enqueueJob(slow)]
    await begun
    const names = ['arq_jobs_in', 'arq_jobs_held', 'arq_worker', 'arq_broker']
    expect(await samples(metrics, ...names)).toEqual([
      'arq_broker_blocked 0',
      'arq_broker_blocked_seconds_total 0',
      'arq_broker_connection_losses_total 0',
      'arq_broker_connections 1',
      'arq_jobs_held{queue="default"} 1',
      'arq_jobs_in_progress{queue="default"} 1',
      expect.stringMatching(/^arq_worker_event_loop_lag_seconds \d/),
      'arq_worker_slots 1',
      'arq_workers{health="ready"} 1',
    ])
    expect(await samples(inQueues, 'arq_queue')).toEqual([
      'arq_queue_consumers{queue="default"} 1',
      'arq_queue_messages{queue="default",state="ready"} 0',
      'arq_queue_messages{queue="default",state="unacknowledged"} 2',
    ])
    open()
    for (const { jobId } of jobs) await arq.ended(jobId)
    await arq.worker.stop()
    expect(await samples(metrics, 'arq_jobs_in', 'arq_workers')).toEqual([])
  })

  it('tell what lies in an outbox, and nothing while its database is away', async () => {
    const status = { waiting: 5, retrying: 2, aside: 1, oldestAgeMs: 1500 }
    let answer: MetricsOutbox['status'] = () => status
    const metrics = await opened({ outbox: { status: () => answer() } })
    const figures = [
      'arq_outbox_jobs{state="aside"} 1',
      'arq_outbox_jobs{state="retrying"} 2',
      'arq_outbox_jobs{state="waiting"} 3',
    ]
    expect(await samples(metrics, 'arq_outbox')).toEqual([
      ...figures,
      'arq_outbox_oldest_seconds 1.5',
    ])
    answer = () => Promise.resolve({ ...status, oldestAgeMs: undefined })
    expect(await samples(metrics, 'arq_outbox')).toEqual([
      ...figures,
      'arq_outbox_oldest_seconds 0',
    ])
    answer = () => Promise.reject(new Error('away'))
    expect(await samples(metrics, 'arq_outbox')).toEqual([])
  })

  it('are served under /metrics of a worker that was given them', async () => {
    const metrics = await opened()
    const { client, worker, ended } = await setup({
      functions: [add],
      metrics,
      healthEndpointPort: 0,
    })
    await ended((await client.enqueueJob(add, [1, 2])).jobId)
    const response = await fetch(`${worker.healthEndpoint ?? ''}/metrics`)
    expect(response.headers.get('content-type')).toBe(metrics.contentType)
    expect(await response.text()).toContain('arq_jobs_total{queue="default",task="add"')
  })

  it('have those of the process beside them, unless a registry was given', async () => {
    const own = await prometheusMetrics()
    afterwards(() => own.close())
    const given = await prometheusMetrics({ registry: new Registry() })
    afterwards(() => given.close())
    expect(await own.collect()).toContain('process_cpu_seconds_total')
    expect(await given.collect()).not.toContain('process_cpu_seconds_total')
  })
})

describe('settings', () => {
  it('that are wrong are named', async () => {
    const wrong = prometheusMetrics({ mostNames: 0 })
    await expect(wrong).rejects.toThrow(/mostNames/)
  })
})
