import { createAdmin } from '@arq/rocketmq'
import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { RocketMQTransport, type RocketMQTransportSettings } from '../../src/index.js'
import { DelayedJobs } from '../faults/delayed-jobs.js'

const WITHIN_MS = 300_000
const QUEUE = 'late'
/** With the margin of 5 s, a hop takes 7 s: a delay of 25 s hops three times. */
const LONGEST_SECONDS = 12
const DELAY_MS = 25_000
const HOPS = 3
const PREFIX = 'late-'

describe('a broker that delays for a few seconds at most', () => {
  let server: RocketMQServer
  const opened: RocketMQTransport[] = []
  beforeAll(async () => {
    server = await createRocketMQ({
      brokerConfig: { timerMaxDelaySec: String(LONGEST_SECONDS), flushDiskType: 'SYNC_FLUSH' },
    })
    await server.start()
  }, WITHIN_MS)
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((transport) => transport.close()))
  })
  afterAll(() => server.dispose())

  async function connected(more: RocketMQTransportSettings = {}): Promise<RocketMQTransport> {
    const url = `rocketmq://${server.nameServerAddress}`
    const settings = { url, prefix: PREFIX, longestTimer: LONGEST_SECONDS, invisibleTime: 5 }
    const transport = new RocketMQTransport({ ...settings, ...more })
    opened.push(transport)
    await transport.connect()
    return transport
  }

  async function stored(): Promise<bigint> {
    await using admin = createAdmin({ nameServers: server.nameServerAddress })
    return (await admin.topics.stats(`${PREFIX}${QUEUE}`)).messages
  }

  it(
    'keeps a longer delay by hops: none is early, none is lost, each comes once',
    async () => {
      const [one, other] = [await connected(), await connected()]
      const jobs = new DelayedJobs(QUEUE)
      await jobs.consume(one)
      await jobs.consume(other)
      await jobs.publish(one, Array<number>(100).fill(DELAY_MS))
      // Shorter ones hop less often, or not at all.
      await jobs.publish(other, [0, 1000, 6000, 8000, 13_000, 15_000, 20_000, 22_000])
      await jobs.all()
      expect(jobs.early()).toEqual([])
      expect(jobs.repeated()).toEqual([])
      // Each hop is a message that came, and was sent on.
      expect(await stored()).toBeGreaterThanOrEqual(BigInt(100 * (1 + HOPS)))
    },
    WITHIN_MS,
  )

  it(
    'keeps it over a restart of the broker in the midst of the hops',
    async () => {
      const transport = await connected({ prefix: `${PREFIX}again-` })
      const jobs = new DelayedJobs(QUEUE)
      await jobs.consume(transport)
      await jobs.publish(transport, Array<number>(50).fill(DELAY_MS))
      // Before the end of the first hop.
      await server.brokers[0].kill()
      await server.brokers[0].restart()
      await jobs.all()
      expect(jobs.early()).toEqual([])
      expect(jobs.arrivals.size).toBe(50)
    },
    WITHIN_MS,
  )

  it(
    'says what is wrong when a hop is longer than the broker allows',
    async () => {
      const transport = await connected({ longestTimer: '1h' })
      const jobs = new DelayedJobs(QUEUE)
      const publishing = jobs.publish(transport, [DELAY_MS])
      await expect(publishing).rejects.toMatchObject({ code: 'ARQ_PUBLISH_NACKED' })
      await expect(publishing).rejects.toThrow(/delay|timer/i)
    },
    WITHIN_MS,
  )
})
