import type { MemoryBroker, MemoryRecords } from '@arq/memory'
import { MemoryResultStore } from '@arq/memory'
import { type RunnableSettings, Worker } from '@arq/worker'

import type { Gate } from './gate.js'
import { KitTransport } from './kit-transport.js'
import type { TestClock } from './test-clock.js'

export interface KitWorkerParts<X extends object> {
  readonly settings: Omit<RunnableSettings<X>, 'transport'>
  readonly broker: MemoryBroker
  readonly clock: TestClock
  readonly gate: Gate
  /** Absent: no result store. */
  readonly records: MemoryRecords | undefined
}

/** Longer than any test moves its clock. */
const FOR_GOOD = '1000d'

/** A worker with a connection and a store of its own, so that it can be lost like a process. */
export class KitWorker<X extends object> {
  readonly transport: KitTransport
  readonly store: MemoryResultStore | undefined
  readonly worker: Worker<X>
  readonly #broker: MemoryBroker
  #running: Promise<void> | undefined

  constructor({ settings, broker, clock, gate, records }: KitWorkerParts<X>) {
    this.#broker = broker
    this.transport = new KitTransport({ broker, gate })
    this.store = records && new MemoryResultStore({ records })
    this.worker = new Worker<X>({
      // A test that moves its clock by a day is not to read 1,440 lines.
      healthCheckInterval: 0,
      ...settings,
      transport: this.transport,
      resultStore: this.store,
      clock,
      handleSignals: false,
    })
  }

  /** Resolves when it takes jobs. @throws what `onStartup` throws, and whatever else ends a worker at its start */
  async start(): Promise<void> {
    const started = new Promise<void>((resolve) => this.worker.on('workerStarted', () => resolve()))
    this.#running = this.worker.run()
    await Promise.race([started, this.#running])
  }

  /** Its process is gone: what it holds comes to others, and whatever its tasks still do is heard by nobody. */
  lose(): void {
    this.store?.fail()
    this.#broker.disconnect(this.transport, { downFor: FOR_GOOD })
  }

  async stop(): Promise<void> {
    await this.worker.stop()
    await this.#running?.catch(() => undefined)
  }
}
