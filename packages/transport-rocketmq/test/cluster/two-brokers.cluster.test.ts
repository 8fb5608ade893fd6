import { createAdmin } from '@arq/rocketmq'
import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'

import { CountedJobs } from '../faults/counted-jobs.js'
import { report } from '../faults/report.js'

const WITHIN_MS = 600_000
/** A third of the jobs is sent while one of the brokers is away. */
const THIRD = 2000
const PREFIX = 'two-'

let server: RocketMQServer
let counted: CountedJobs
beforeAll(async () => {
  server = await createRocketMQ({ brokers: 2, brokerConfig: { flushDiskType: 'SYNC_FLUSH' } })
  await server.start()
}, WITHIN_MS)
afterEach(() => counted.killWorkers())
afterAll(() => server.dispose())

/** Messages that each broker has stored for the queue. */
async function storedAt(brokerName: string): Promise<number> {
  await using admin = createAdmin({ nameServers: server.nameServerAddress })
  const { queues } = await admin.topics.stats(`${PREFIX}counted`)
  return queues
    .filter(({ queue }) => queue.brokerName === brokerName)
    .reduce((sum, { minOffset, maxOffset }) => sum + Number(maxOffset - minOffset), 0)
}

it(
  'loses none of the jobs of two brokers when one is killed at work, and goes on with the other meanwhile',
  async () => {
    const [stays, dies] = server.brokers as readonly [
      RocketMQServer['brokers'][0],
      RocketMQServer['brokers'][0],
    ]
    const url = `rocketmq://${server.nameServerAddress}`
    const settings = { url, invisibleTime: 10, prefix: PREFIX }
    counted = new CountedJobs({ settings })
    const { runs } = counted
    await Promise.all([counted.startWorker(), counted.startWorker()])
    await counted.enqueueUpTo(2 * THIRD)
    await runs.until(THIRD / 4)
    const before = await Promise.all([storedAt(stays.name), storedAt(dies.name)])
    await dies.kill()
    await counted.enqueueUpTo(3 * THIRD)
    // What the other one had, and all that was sent since.
    await runs.until(before[0] + THIRD)
    await dies.restart()
    await runs.until(3 * THIRD)
    await counted.stopWorkers()
    const after = await Promise.all([storedAt(stays.name), storedAt(dies.name)])
    const { sentAgain } = counted
    report('two brokers', {
      ran: runs.firstMs.size,
      repeats: runs.repeats.length,
      sentAgain,
      before,
      after,
    })
    expect(runs.firstMs.size).toBe(3 * THIRD)
    // Both had their share when one of them was killed, and the other one all since.
    expect(Math.min(...before)).toBeGreaterThan(0)
    expect(after[0] - before[0]).toBeGreaterThanOrEqual(THIRD)
  },
  WITHIN_MS,
)
