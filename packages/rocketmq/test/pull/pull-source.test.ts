import { expect, it } from '@jest/globals'

import { LoopSignal } from '../../src/flow/stop-signal.js'
import { guardedLogger } from '../../src/log/guarded-logger.js'
import { silentLogger } from '../../src/log/logger.js'
import { compressionCodecs } from '../../src/protocol/compression.js'
import { subscriptionData } from '../../src/protocol/subscription-data.js'
import { PullSource } from '../../src/pull/pull-source.js'
import type {
  RemotingCaller,
  RemotingRequest,
  RemotingResponse,
} from '../../src/remoting/command.js'
import { RouteTable } from '../../src/routing/route-table.js'
import { answer } from '../protocol/answers.js'
import { record } from '../protocol/stored-record.js'
import { TWO_BROKERS } from '../routing/routes.js'
import { deferred } from '../transaction/setup.js'

/** A source whose broker answers when the test says so. */
async function setup() {
  const routes = new RouteTable({
    source: { topicRoute: () => Promise.resolve(TWO_BROKERS) },
    sourceName: () => 'n:1',
    logger: guardedLogger(silentLogger),
    ...{ ttlMs: 60_000, unusedMs: 60_000, autoCreateTopicKey: 'TBW102', defaultTopicQueueNums: 4 },
    nowMs: () => 0,
  })
  await routes.route('T')
  const answered = deferred<RemotingResponse>()
  const asked: RemotingRequest[] = []
  const caller: RemotingCaller = {
    invoke: (_address, request) => {
      asked.push(request)
      return answered.promise
    },
    oneway: () => Promise.resolve(),
    onRequest: () => () => undefined,
  }
  const source = new PullSource({
    ...{ caller, routes, group: 'G', codecs: compressionCodecs([]) },
    settings: {
      ...{ pullBatchSize: 32, pullBatchBytes: undefined, maxMessageBytes: 1000 },
      ...{ suspendTimeoutMs: 15_000, pullTimeoutMs: 30_000 },
    },
  })
  return { source, asked, answered }
}

const subscription = (expression: string, version: number) =>
  subscriptionData({ topic: 'T', expression, version })

it('keeps what is wanted when the answer comes: a broker filters a pull that it holds anew', async () => {
  const { source, asked, answered } = await setup()
  let wanted = subscription('a || b', 1)
  const pulled = source.pull({
    queue: { topic: 'T', brokerName: 'a', queueId: 0 },
    offset: 0n,
    told: wanted,
    wanted: () => wanted,
    signal: new LoopSignal(),
  })
  wanted = subscription('b || c', 2)
  const bodies = ['a', 'b', 'c'].map((tag) =>
    record({ body: Buffer.from(tag), properties: `TAGS\u0001${tag}\u0002` }),
  )
  const offsets = { minOffset: '0', maxOffset: '3', nextBeginOffset: '3' }
  const ext = { ...offsets, suggestWhichBrokerId: '0' }
  answered.resolve(answer({ ext, body: Buffer.concat(bodies) }))

  const { messages, nextBeginOffset } = await pulled
  expect(messages.map(({ body }) => body.toString())).toEqual(['b', 'c'])
  expect(nextBeginOffset).toBe(3n)
  // Asked as the broker knew the subscription then: it refuses a pull with a newer version.
  expect(asked).toMatchObject([{ ext: { subVersion: '1' } }])
})
