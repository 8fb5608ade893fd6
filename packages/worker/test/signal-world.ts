import { type Client, createClient } from '@arq/client'
import { type AnyTask, silentLogger } from '@arq/core'
import {
  ManualClock,
  MemoryBroker,
  MemoryRecords,
  MemoryResultStore,
  MemoryTransport,
} from '@arq/memory'
import { afterEach } from '@jest/globals'

import { Worker } from '../src/index.js'
import { type Lines, MortalProcess } from './mortal-process.js'

const FOR_GOOD = '1000d'

const worlds: World[] = []
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

/** Broker, store and clock of one test, and processes that come and go. */
export class World {
  readonly clock = new ManualClock()
  readonly broker = new MemoryBroker({ clock: this.clock })
  readonly records = new MemoryRecords({ clock: this.clock })
  readonly store = new MemoryResultStore({ records: this.records })
  readonly #workers: Worker<object>[] = []
  readonly #clients: Client[] = []
  readonly #processes: MortalProcess[] = []

  static async open(): Promise<World> {
    const world = new World()
    worlds.push(world)
    await world.store.connect()
    return world
  }

  async worker(functions: readonly AnyTask<object>[], lines: Lines = {}): Promise<void> {
    const process = this.#process(lines)
    this.#processes.push(process)
    const { transport, store } = process
    const worker = new Worker<object>({
      ...{ functions, transport, clock: this.clock, logger: silentLogger },
      ...{ resultStore: store, handleSignals: false, healthCheckInterval: 0 },
    })
    this.#workers.push(worker)
    const started = new Promise<void>((resolve) => worker.on('workerStarted', () => resolve()))
    void worker.run()
    await started
  }

  async client(lines: Lines = {}): Promise<Client> {
    const { transport, store } = this.#process(lines)
    const settings = { transport, resultStore: store, clock: this.clock, logger: silentLogger }
    const client = await createClient(settings)
    this.#clients.push(client)
    return client
  }

  /** All workers are gone. */
  async loseWorkers(): Promise<void> {
    for (const process of this.#processes.splice(0)) process.lose()
    await this.clock.advance(0)
  }

  #process(lines: Lines): MortalProcess {
    const { broker, records } = this
    const transport = new MemoryTransport({ broker })
    const store = new MemoryResultStore({ records })
    const cut = (): void => broker.disconnect(transport, { downFor: FOR_GOOD })
    return new MortalProcess({ transport, store, cut }, lines)
  }

  async close(): Promise<void> {
    const ends = [
      ...this.#workers.map((worker) => worker.stop()),
      ...this.#clients.map((c) => c.close()),
    ]
    const ended = Promise.all(ends.map((end) => end.catch(() => undefined)))
    const end = { isOver: false }
    void ended.then(() => (end.isOver = true))
    while (!end.isOver) await this.clock.advance('10s')
    await this.store.close()
  }
}
