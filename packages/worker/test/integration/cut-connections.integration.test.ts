import { silentLogger, task } from '@arq/core'
import { AmqpTransport } from '@arq/transport-amqp'
import { describe, expect, it } from '@jest/globals'

import { TcpProxy } from '../../../transport-amqp/test/tcp-proxy.js'
import { Worker } from '../../src/index.js'
import { latch } from '../setup.js'
import { setup } from './setup.js'

/** Workers that are connected each by a wire of its own, and a job that runs until it may end. */
async function setupCutWorkers() {
  const mayEnd = latch()
  let begun = latch()
  const long = task('long', async () => {
    begun.open()
    await mayEnd.opened
    return 'ended'
  })
  const arq = await setup({ functions: [long] })
  const proxies: TcpProxy[] = []
  const workers: Worker[] = []
  const warnings: string[] = []
  const warn = (line: string): void => void warnings.push(line)
  const logger = { ...silentLogger, warn, child: () => logger }
  return {
    ...{ arq, long, mayEnd, warnings },
    /** A worker with one slot. */
    async start() {
      const proxy = await new TcpProxy(arq.rabbitUrl).start()
      const worker = new Worker({
        functions: [long],
        transport: new AmqpTransport({
          ...{ url: proxy.url, reconnectInterval: '100ms', maxReconnectAttempts: 0 },
        }),
        resultStore: arq.store,
        queueName: arq.queueName,
        maxConcurrentJobs: 1,
        // The first return is counted, the next ones are from a run alone.
        maxDeliveries: 2,
        logger,
      })
      proxies.push(proxy)
      workers.push(worker)
      void worker.run()
      return proxy
    },
    /** Resolves when the job runs, in whatever worker. */
    async untilRunning() {
      await begun.opened
      begun = latch()
    },
    async close() {
      mayEnd.open()
      // Some are stopped; a worker that is away for long would not end in order.
      for (const proxy of proxies) await proxy.stop()
      for (const proxy of proxies) await proxy.start()
      await Promise.all(workers.map((worker) => worker.stop()))
      await Promise.all(proxies.map((proxy) => proxy.stop()))
      await arq.close([])
    },
  }
}

describe('a job whose workers lose their connections', () => {
  it('is not parked, however often: each of them says that it lives', async () => {
    const fleet = await setupCutWorkers()
    const { arq } = fleet
    try {
      let asked = latch()
      await arq.admin.onBroadcast(({ kind }) => {
        if (kind === 'isAlive') asked.open()
      })
      const job = await arq.client.enqueueJob(fleet.long)
      let before = await fleet.start()
      await fleet.untilRunning()
      await before.stop()
      // It comes back to the work queue: counted, and moved to run alone.
      before = await fleet.start()
      await fleet.untilRunning()
      for (let cut = 0; cut < 3; cut += 1) {
        await before.stop()
        asked = latch()
        const next = await fleet.start()
        // Its worker is away, so that another one has to ask; then it answers.
        await asked.opened
        await before.start()
        await fleet.untilRunning()
        before = next
      }
      const excused = fleet.warnings.filter((line) => line.includes('that worker lives'))
      expect(new Set(excused).size).toBeGreaterThanOrEqual(3)
      fleet.mayEnd.open()
      await arq.until(job.id, 'completed')
      expect((await arq.admin.queueInfo(`${arq.queueName}.dlq`))?.ready ?? 0).toBe(0)
    } finally {
      await fleet.close()
    }
  })
})
