import { setImmediate as nextTurn } from 'node:timers/promises'

import { createClient } from '@arq/client'
import { silentLogger } from '@arq/core'

import { RocketMQTransport, type RocketMQTransportSettings } from '../../src/index.js'
import { Runs } from './runs.js'
import { WorkerProcess } from './worker-process.js'

/** Enqueued at once. */
const AT_ONCE = 100

export interface CountedJobsParts {
  readonly settings: RocketMQTransportSettings
  /** Of the workers' Redis result store; absent: they have none. */
  readonly store?: object | undefined
}

/** Jobs with numbers, the workers that run them in processes of their own, and which of them ran. */
export class CountedJobs {
  readonly runs = new Runs()
  readonly #parts: CountedJobsParts
  readonly #workers: WorkerProcess[] = []
  #next = 0
  #sentAgain = 0

  constructor(parts: CountedJobsParts) {
    this.#parts = parts
  }

  /** Calls of the client that rejected and were repeated: what they sent may run, too. */
  get sentAgain(): number {
    return this.#sentAgain
  }

  /** Resolves when the worker consumes. */
  async startWorker(): Promise<WorkerProcess> {
    const { settings, store } = this.#parts
    const worker = new WorkerProcess(settings, store, this.runs.add)
    this.#workers.push(worker)
    await worker.started
    return worker
  }

  /** Sends the jobs up to this number, of those that were not sent before. Resolves when the last one is confirmed. */
  async enqueueUpTo(jobs: number): Promise<void> {
    const { settings } = this.#parts
    await using client = await createClient({
      transport: new RocketMQTransport(settings),
      ...{ queueName: 'counted', logger: silentLogger },
    })
    const enqueueOn = async (): Promise<void> => {
      while (this.#next < jobs) {
        const number = this.#next++
        // A call that rejects is repeated, as a caller would.
        while (!(await client.enqueueJob('count', [number]).then(isSent, isNotSent))) {
          this.#sentAgain += 1
          await nextTurn()
        }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, enqueueOn))
  }

  /** Ends the workers in good order. Resolves when all that they ran is known. */
  async stopWorkers(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.stop()))
  }

  /** Whatever is left of a test that failed. */
  async killWorkers(): Promise<void> {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.kill()))
  }
}

const isSent = (): boolean => true
const isNotSent = (): boolean => false
