import type { MessageQueue } from '../protocol/message-queue.js'
import type { ConsumeContext } from './listener.js'

/** The context of one call of a listener. What few listeners look at is made when they do: it costs more than the rest. */
export class ListenerContext implements ConsumeContext {
  readonly topic: string
  readonly queue: MessageQueue
  readonly reconsumeTimes: number
  #attributes: Map<string, unknown> | undefined
  #abort: AbortController | undefined
  #isAborted = false

  constructor({
    topic,
    queue,
    reconsumeTimes,
  }: Pick<ConsumeContext, 'topic' | 'queue' | 'reconsumeTimes'>) {
    this.topic = topic
    this.queue = queue
    this.reconsumeTimes = reconsumeTimes
  }

  get signal(): AbortSignal {
    if (!this.#abort) {
      this.#abort = new AbortController()
      if (this.#isAborted) this.#abort.abort()
    }
    return this.#abort.signal
  }

  get attributes(): Map<string, unknown> {
    this.#attributes ??= new Map()
    return this.#attributes
  }

  /** Aborts the signal. */
  abort(): void {
    this.#isAborted = true
    this.#abort?.abort()
  }
}
