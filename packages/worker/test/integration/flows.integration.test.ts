import { createClient } from '@arq/client'
import { flow, group, silentLogger, task } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { flowTasks, runKilled, smallFlow, Witness, workerOf } from '../flow-bench.js'
import { FLOW_SERVERS, type FlowServerName, openServers } from './flow-servers.js'

const isFull = process.env['ARQ_TEST_FULL'] === '1'
const MANY = isFull ? 10_000 : 100
const LIMIT_MS = isFull ? 600_000 : 120_000

async function using<T>(
  name: FlowServerName,
  run: (servers: Awaited<ReturnType<typeof openServers>>) => Promise<T>,
): Promise<T> {
  const servers = await openServers(name)
  try {
    return await run(servers)
  } finally {
    await servers.close()
  }
}

describe.each(FLOW_SERVERS)('flows with %s', (name) => {
  it(
    'run each parent once after all its children, wherever the worker dies',
    async () => {
      const { calls } = await using(name, (servers) => runKilled(servers, {}))
      expect(calls).toContain('publish')
      // Each line between the end of a leaf and the start of its parent; all lines of the flow where time allows.
      const points = isFull ? calls.map((_, at) => at + 1) : ['publish', 'ack']
      for (const call of points) {
        for (const when of ['before', 'after'] as const) {
          const { end, witness, jobId } = await using(name, (servers) =>
            runKilled(servers, { point: { call, when } }),
          )
          const place = `${when} ${String(call)}`
          expect([place, end]).toEqual([place, { value: 116 }])
          expect([place, witness.overlaps]).toEqual([place, []])
          const runs = witness.of(`${jobId}.2`).map(({ worker }) => worker)
          expect([place, [...new Set(runs)]]).toEqual([place, runs])
        }
      }
    },
    LIMIT_MS * 10,
  )

  it(
    `have ${String(MANY)} children, and their results`,
    () =>
      using(name, async (servers) => {
        const { openStore, openTransport, queueName } = servers
        const client = await createClient({
          ...{ transport: openTransport(), resultStore: openStore(), queueName },
          logger: silentLogger,
        })
        const double = task('double', async (_ctx, value: number) => value * 2)
        let parents = 0
        const sum = task('sum', async (ctx) => {
          parents += 1
          return (await ctx.children(double).results()).reduce((all, one) => all + one, 0)
        })
        const worker = workerOf(servers, openStore(), openTransport(), [double, sum])
        void worker.run()
        const children = Array.from({ length: MANY }, (_, value) => flow(double, [value]))
        const job = await client.enqueueFlow(group(children, flow(sum)), { jobId: 'many' })
        expect(await job.result({ timeout: LIMIT_MS })).toBe(MANY * (MANY - 1))
        // The same call once more finds all of it.
        await client.enqueueFlow(group(children, flow(sum)), { jobId: 'many' })
        let count = 0
        for await (const { status } of job.tree()) if (status === 'completed') count += 1
        expect([count, parents]).toEqual([MANY + 1, 1])
        await worker.stop()
        await client.close()
      }),
    LIMIT_MS,
  )

  it(
    'are aborted and retried as a whole',
    () =>
      using(name, async (servers) => {
        const { openStore, openTransport, queueName } = servers
        const client = await createClient({
          ...{ transport: openTransport(), resultStore: openStore(), queueName },
          logger: silentLogger,
        })
        const witness = new Witness()
        const job = await client.enqueueFlow(smallFlow())
        expect(await job.abort({ tree: true })).toBe(true)
        const statuses = async (): Promise<unknown[]> => {
          const all: unknown[] = []
          for await (const { status } of job.tree()) all.push(status)
          return all
        }
        expect(await statuses()).toEqual(Array.from({ length: 5 }, () => 'aborted'))
        expect(await job.retry()).toEqual({ enqueued: 3, waiting: 2 })
        expect(await job.retry()).toEqual({ enqueued: 0, waiting: 0 })
        const worker = workerOf(servers, openStore(), openTransport(), flowTasks(witness, 'one'))
        void worker.run()
        expect(await job.result({ timeout: LIMIT_MS })).toBe(116)
        expect(witness.runs).toHaveLength(5)
        expect(await statuses()).toEqual(Array.from({ length: 5 }, () => 'completed'))
        await worker.stop()
        await client.close()
      }),
    LIMIT_MS,
  )
})
