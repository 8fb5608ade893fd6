import {
  createProducer,
  isRocketMQError,
  type OwnClientOptions,
  type Producer,
} from '../../src/index.js'
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

/**
 * Sends a timer message and takes it back. Where that came too late, on a busy machine, it sends another one with twice
 * the delay: the topic then has that message as well. Returns which one it took back, and when it was due.
 */
export async function sendRecalled(
  producer: Producer,
  topic: string,
): Promise<{ readonly msgId: string; readonly deliverAtMs: number }> {
  for (let delayMs = 2000; ; delayMs *= 2) {
    const deliverAtMs = Date.now() + delayMs
    const sent = await producer.send({ topic, body: 'recalled', deliverAtMs })
    try {
      return { msgId: await producer.recall(sent.recallHandle!), deliverAtMs }
    } catch (error) {
      if (!isRocketMQError(error) || error.code !== 'ROCKETMQ_REQUEST_REFUSED') throw error
    }
  }
}
