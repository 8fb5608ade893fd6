import { createClient } from '@arq/client'
import { flow, group, silentLogger, task } from '@arq/core'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { describe, expect, it } from '@jest/globals'

import { flowTasks, runKilled, smallFlow, Witness, workerOf } from '../flow-bench.js'
import {
  ALL_COMPLETED,
  EACH_ONCE,
  enqueueCell,
  orTwiceAtLeaves,
  retryCell,
} from '../flow-client-cells.js'
import { FlowFleet, wrongStarts } from './flow-fleet.js'
import { FLOW_SERVERS, type FlowServerName, openServers } from './flow-servers.js'

const MANY = isFullRun ? 10_000 : 100
const LIMIT_MS = isFullRun ? 600_000 : 120_000
/** In short, what runs in one process is left to the tests without servers. */
const SERVERS = isFullRun ? FLOW_SERVERS : FLOW_SERVERS.filter((name) => name !== 'memory')
const itInFull = isFullRun ? it : it.skip

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

describe.each(SERVERS)('flows with %s', (name) => {
  /** In short on one of the stores: what differs between them is tried by the suite of each. */
  const itOn = (short: FlowServerName) => (isFullRun || name === short ? it : it.skip)

  itOn('postgresql')(
    'run each parent once after all its children, wherever the worker dies',
    async () => {
      const { calls } = isFullRun
        ? await using(name, (servers) => runKilled(servers, {}))
        : { calls: [] }
      // All lines of the flow where time allows; else where the parent has been sent, and nobody knows it.
      const points = isFullRun ? calls.map((_, at) => at + 1) : ['publish']
      for (const call of points) {
        for (const when of isFullRun ? (['before', 'after'] as const) : (['after'] as const)) {
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

  itOn('redis')(
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

  itInFull.each([
    ['enqueueFlow', enqueueCell],
    ['retry', retryCell],
  ] as const)(
    'are whole when the client dies at any call of %s, and another one calls again',
    async (_call, cell) => {
      const { calls } = await using(name, (servers) => cell({ servers, worksBetween: false }))
      for (let call = 1; call <= calls.length; call += 1) {
        for (const when of ['before', 'after'] as const) {
          const place = `${when} call ${String(call)} of ${calls.join(', ')}`
          const { end, tree, runs } = await using(name, (servers) =>
            cell({ servers, point: { call, when }, worksBetween: false }),
          )
          expect([place, end]).toEqual([place, { value: 116 }])
          expect([place, tree]).toEqual([place, ALL_COMPLETED])
          expect([place, orTwiceAtLeaves(runs)]).toEqual([place, EACH_ONCE])
        }
      }
    },
    LIMIT_MS * 10,
  )

  itInFull(
    'of 1,000 children, some of which have children, start each parent once while workers are killed',
    () =>
      using(name, async ({ place, openStore, openTransport, queueName }) => {
        // There are no other processes in memory.
        if (!place) return
        const client = await createClient({
          ...{ transport: openTransport(), resultStore: openStore(), queueName },
          logger: silentLogger,
        })
        const children = Array.from({ length: 1000 }, (_, at) =>
          at % 10 === 0
            ? flow('sum', [0], { children: Array.from({ length: 5 }, () => flow('leaf', [1])) })
            : flow('leaf', [1]),
        )
        const job = await client.enqueueFlow(flow<number>('sum', [0], { children }))
        const fleet = await FlowFleet.start(place, 2)
        try {
          for (let kill = 0; kill < 8; kill += 1) await fleet.killOne()
          expect(await job.result({ timeout: LIMIT_MS })).toBe(900 + 100 * 5)
          const statuses = new Map<unknown, number>()
          for await (const { status } of job.tree()) {
            statuses.set(status, (statuses.get(status) ?? 0) + 1)
          }
          expect([...statuses]).toEqual([['completed', 1501]])
          const notes = await fleet.notes()
          expect(wrongStarts(notes, fleet.killed)).toEqual([])
          const parents = new Set(
            notes.filter(({ what }) => what === 'start').map(({ jobId }) => jobId),
          )
          expect(parents.size).toBe(101)
        } finally {
          await fleet.end()
          await client.close()
        }
      }),
    LIMIT_MS,
  )
})
