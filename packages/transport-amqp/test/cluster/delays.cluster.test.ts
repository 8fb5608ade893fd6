import {
  createRabbitCluster,
  type RabbitClusterServer,
  type RabbitNode,
} from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { AmqpTransport } from '../../src/index.js'
import { eventually } from '../transport-bench.js'
import { askManagement } from './ask-management.js'
import { DelayedJobs } from './delayed-jobs.js'

const DUE_QUEUE = 'arq.delay.due'
/** Lengths of buckets. */
const SHORT_MS = 3668
const MIDDLE_MS = 7336
const LONG_MS = 14_672
/** Well within what goes to a bucket: its length and 50 ms, up to 9 % more. */
const delayFor = (lengthMs: number): number => lengthMs * 1.08

let cluster: RabbitClusterServer
const opened: AmqpTransport[] = []

beforeAll(async () => {
  cluster = await createRabbitCluster()
  await cluster.start()
}, 180_000)
afterEach(async () => {
  await Promise.all(opened.splice(0).map((transport) => transport.close()))
})
afterAll(() => cluster.dispose())

/** A transport that knows all nodes and begins with the given one. */
async function open(first: RabbitNode): Promise<AmqpTransport> {
  const others = cluster.urls.filter((url) => url !== first.url)
  const transport = new AmqpTransport({
    url: [first.url, ...others],
    delayMechanism: 'ttl',
    reconnectInterval: '200ms',
    maxReconnectAttempts: 0,
    connectionTimeout: '2m',
    confirmTimeout: '1m',
  })
  opened.push(transport)
  await transport.connect()
  return transport
}

/** The node that leads the replicas of a queue; after a crash the others elect one. */
async function leaderOf(queue: string): Promise<RabbitNode> {
  const leader = await eventually(
    async (): Promise<unknown> =>
      Reflect.get(await askManagement(cluster, `queues/%2F/${queue}`), 'leader'),
    (name) => cluster.nodes.some((node) => node.name === name && node.pid !== undefined),
  )
  return cluster.nodes.find(({ name }) => name === leader)!
}

/** One round of jobs that are in every stage of their way when something happens a moment later. */
async function sendInEveryStage(
  jobs: DelayedJobs,
  transport: AmqpTransport,
  round: string,
): Promise<void> {
  const send = (stage: string, inMs: number): Promise<void> =>
    jobs.send(transport, `${round} ${stage}`, { count: 50, inMs })
  await Promise.all([
    send('in a long bucket', delayFor(LONG_MS)),
    send('in a bucket that expires while a node is down', delayFor(MIDDLE_MS)),
    send('between bucket and mover', delayFor(SHORT_MS)),
    send('held by a mover', 2000),
    send('on the way to its queue', 100),
  ])
}

describe('delayed jobs in a cluster of three nodes', () => {
  it('all come, none early, while one node after the other is killed, the leader of the due queue first', async () => {
    const jobs = new DelayedJobs()
    // Declares the due queue, whose leader is where the client is.
    const sender = await open(cluster.nodes[0])
    await jobs.send(sender, 'declares', { count: 1, inMs: 3000 })
    const first = await leaderOf(DUE_QUEUE)
    // Both lose their connection with the first node that dies.
    const client = await open(first)
    const worker = await open(first)
    await jobs.consume(worker)
    await jobs.allOf('declares')

    const others = cluster.nodes.filter((node) => node !== first)
    for (const [index, victim] of [first, ...others].entries()) {
      const round = `round ${index}`
      await sendInEveryStage(jobs, client, round)
      const sendingOn = jobs.send(client, `${round} sent meanwhile`, { count: 50, inMs: 300 })
      await victim.kill()
      await sendingOn
      // The movers have found another node: what they held and what comes now arrives without this one.
      await jobs.send(client, `${round} sent while it is away`, { count: 50, inMs: 500 })
      await jobs.allOf(`${round} held by a mover`)
      await jobs.allOf(`${round} sent while it is away`)
      expect(await leaderOf(DUE_QUEUE)).not.toBe(victim)
      await victim.restart()
    }

    await jobs.allOf('')
    expect(jobs.early).toEqual([])
    // At most what was under way when a node died has no known outcome.
    expect(jobs.confirmedCount).toBeGreaterThan(1000)
  }, 240_000)

  // Two elections in short succession, as after a crash of all nodes, can leave a quorum queue of RabbitMQ 4.0 without
  // its dead-letter worker: what expires there waits, counted as `messages_dlx` only, until the queue has another
  // leader. A restart of each node gives every queue one. Seen in 0 to 20 of 100 buckets per crash; fixed later by
  // https://github.com/rabbitmq/rabbitmq-server/pull/16203
  it.each([
    ['killed', (): Promise<void> => cluster.kill()],
    ['stopped in good order', (): Promise<void> => cluster.stop()],
  ])(
    'all come, none early, when all nodes are %s at once and each is restarted once more',
    async (how, end) => {
      const jobs = new DelayedJobs()
      const worker = await open(cluster.nodes[0])
      await jobs.consume(worker)
      await sendInEveryStage(jobs, worker, how)
      await end()
      await cluster.start()
      for (const node of cluster.nodes) {
        await node.stop()
        await node.restart()
      }
      await jobs.allOf('')
      expect(jobs.early).toEqual([])
    },
    240_000,
  )
})
