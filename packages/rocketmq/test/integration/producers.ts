import { createProducer, type OwnClientOptions, type Producer } from '../../src/index.js'
import { uniqueName } from './rocketmq-server.js'

/** The producers of a test file: they end with each test. */
export class Producers {
  readonly #open: Producer[] = []

  async start(nameServers: string, options: Partial<OwnClientOptions> = {}): Promise<Producer> {
    const producer = createProducer({ nameServers, group: uniqueName('producers'), ...options })
    this.#open.push(producer)
    await producer.start()
    return producer
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((producer) => producer.close()))
  }
}
