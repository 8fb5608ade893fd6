import type { ConsumedQueue, Consumption, ConsumptionObserver } from '../consume/consumption.js'
import { allowManyListeners } from '../flow/many-listeners.js'
import type { HeldMessage } from '../pull/process-queue.js'

/** A message that waits to be polled, or was. */
interface Item {
  readonly from: ConsumedQueue
  readonly held: HeldMessage
}

/** Keeps messages until they are polled. A polled message is consumed when {@link complete} is called after it. */
export class PolledConsumption implements Consumption {
  readonly #observer: Pick<ConsumptionObserver, 'onProgress'>
  #waiting: Item[] = []
  #polled: Item[] = []
  readonly #pollers = new Set<() => void>()
  #isStopped = false

  constructor(observer: Pick<ConsumptionObserver, 'onProgress'>) {
    this.#observer = observer
  }

  /** Messages that were polled and are not yet consumed. */
  get runningCount(): number {
    return this.#polled.length
  }

  get waitingCount(): number {
    return this.#waiting.length
  }

  submit(from: ConsumedQueue, held: readonly HeldMessage[]): void {
    for (const one of held) this.#waiting.push({ from, held: one })
    for (const tell of this.#pollers) tell()
  }

  /**
   * The next messages; none when none comes in time, or the consumer is closed.
   * @throws the reason of the signal
   */
  async poll(
    maxMessages: number,
    { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal | undefined },
  ): Promise<readonly HeldMessage[]> {
    signal?.throwIfAborted()
    const deadlineMs = performance.now() + timeoutMs
    for (;;) {
      const taken = this.#take(maxMessages)
      const leftMs = deadlineMs - performance.now()
      if (taken.length > 0 || leftMs <= 0 || this.#isStopped) return taken
      await this.#untilSubmitted(leftMs, signal)
    }
  }

  /** All messages that were polled are consumed. */
  complete(): void {
    const queues = new Set<ConsumedQueue>()
    for (const { from, held } of this.#polled) {
      if (from.processQueue.isDropped) continue
      from.processQueue.complete(held)
      queues.add(from)
    }
    this.#polled = []
    for (const from of queues) this.#observer.onProgress(from)
  }

  /** Messages of a queue that was given up are not handed out any more. */
  abort(from: ConsumedQueue): void {
    this.#waiting = this.#waiting.filter((item) => item.from !== from)
  }

  disown(from: ConsumedQueue): void {
    this.#polled = this.#polled.filter((item) => item.from !== from)
  }

  expire(): Promise<void> {
    return Promise.resolve()
  }

  stop(): Promise<void> {
    this.#isStopped = true
    this.#waiting = []
    for (const tell of this.#pollers) tell()
    return Promise.resolve()
  }

  #take(maxMessages: number): readonly HeldMessage[] {
    const taken = this.#waiting.splice(0, maxMessages)
    this.#polled.push(...taken)
    return taken.map(({ held }) => held)
  }

  #untilSubmitted(ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const forget = (): void => {
        clearTimeout(timer)
        this.#pollers.delete(end)
        signal?.removeEventListener('abort', onAbort)
      }
      const end = (): void => {
        forget()
        resolve()
      }
      const onAbort = (): void => {
        forget()
        // Whatever the caller has aborted with.
        reject(signal?.reason as Error)
      }
      const timer = setTimeout(end, ms)
      this.#pollers.add(end)
      if (signal) allowManyListeners(signal)
      signal?.addEventListener('abort', onAbort)
    })
  }
}
