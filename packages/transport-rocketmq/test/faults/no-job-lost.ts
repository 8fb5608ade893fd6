import { createClient } from '@arq/client'
import { silentLogger } from '@arq/core'
import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { RocketMQTransport } from '../../src/index.js'
import { WorkerProcess } from './worker-process.js'

const WITHIN_MS = 600_000
/** Enqueued at once. */
const AT_ONCE = 100

/** Which jobs ran, and how often; tells when enough of them have. */
class Runs {
  readonly times = new Map<number, number>()
  #waiting: { readonly count: number; readonly resolve: () => void }[] = []

  readonly add = (number: number): void => {
    this.times.set(number, (this.times.get(number) ?? 0) + 1)
    const due = this.#waiting.filter(({ count }) => this.times.size >= count)
    this.#waiting = this.#waiting.filter(({ count }) => this.times.size < count)
    for (const { resolve } of due) resolve()
  }

  /** Resolves when so many different jobs have run. */
  until(count: number): Promise<void> {
    if (this.times.size >= count) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push({ count, resolve }))
  }
}

/** A worker is killed at a quarter of the jobs, the broker at half of them; every job that was confirmed must run. */
export function noJobLost(jobs: number): void {
  describe('a broker of its own', () => {
    let server: RocketMQServer
    const workers: WorkerProcess[] = []
    beforeAll(async () => {
      // What was confirmed a moment before the broker is killed must be there afterwards.
      server = await createRocketMQ({ brokerConfig: { flushDiskType: 'SYNC_FLUSH' } })
      await server.start()
    }, WITHIN_MS)
    afterEach(async () => {
      await Promise.all(workers.splice(0).map((worker) => worker.kill()))
    })
    afterAll(() => server.dispose())

    it(
      `loses none of ${jobs} jobs to the SIGKILL of a worker and to one of the broker`,
      async () => {
        const settings = { url: `rocketmq://${server.nameServerAddress}`, invisibleTime: 3 }
        const runs = new Runs()
        const start = async (): Promise<WorkerProcess> => {
          const worker = new WorkerProcess(settings, runs.add)
          workers.push(worker)
          await worker.started
          return worker
        }
        const [first] = await Promise.all([start(), start()])
        await using client = await createClient({
          transport: new RocketMQTransport(settings),
          queueName: 'counted',
          logger: silentLogger,
        })

        let next = 0
        const enqueueOn = async (): Promise<void> => {
          for (let number = next++; number < jobs; number = next++) {
            // A call that rejects is repeated, as a caller would: what it sent may run, too.
            for (let isSent = false; !isSent;) {
              isSent = await client.enqueueJob('count', [number]).then(
                () => true,
                () => false,
              )
            }
          }
        }
        const enqueueing = Promise.all(Array.from({ length: AT_ONCE }, enqueueOn))
        await runs.until(jobs / 4)
        await first.kill()
        const replaced = start()
        await runs.until(jobs / 2)
        await server.brokers[0].kill()
        await server.brokers[0].restart()
        await Promise.all([enqueueing, replaced])
        await runs.until(jobs)
        expect(runs.times.size).toBe(jobs)
        const more = [...runs.times.values()].reduce((sum, times) => sum + times - 1, 0)
        // A broker writes every 5 s how far its groups have come: what was consumed since then comes again after its kill,
        // and after that of a worker what it held. More would show that jobs are sent round and round.
        expect(more).toBeLessThan(2 * jobs)
      },
      WITHIN_MS,
    )
  })
}
