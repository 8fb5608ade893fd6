import { type ConsumerOptions, MemoryConsumer } from './memory-consumer.js'

/** One connection of one transport to the broker. Once closed it stays so; a transport that comes back gets another. */
export class MemoryConnection {
  readonly #consumers = new Set<MemoryConsumer>()
  readonly #onCut: (downMs: number) => void
  #isOpen = true

  /** @param onCut called when the connection was not closed by its transport */
  constructor(onCut: (downMs: number) => void) {
    this.#onCut = onCut
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  consume(options: ConsumerOptions): MemoryConsumer {
    const consumer = new MemoryConsumer(options)
    this.#consumers.add(consumer)
    consumer.start()
    return consumer
  }

  /** What its consumers have in hand goes back to the queues. */
  close(): void {
    this.#isOpen = false
    for (const consumer of this.#consumers) consumer.abandon()
    this.#consumers.clear()
  }

  cut(downMs: number): void {
    this.close()
    this.#onCut(downMs)
  }
}
