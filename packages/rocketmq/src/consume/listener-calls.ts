import type { TextLogger } from '../log/guarded-logger.js'
import type { MessageExt } from '../message/message-ext.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import { unwrapNamespace } from '../protocol/resource-name.js'
import type { HeldMessage, ProcessQueue } from '../pull/process-queue.js'
import { callListener } from './call-listener.js'
import type { ConsumeHooks, ListenerInput } from './consume-hook.js'
import type { ConsumedQueue } from './consumption.js'
import type { ConsumeContext } from './listener.js'
import { ListenerContext } from './listener-context.js'
import type { ListenerOutcome } from './listener-outcome.js'
import { restoreMessage } from './restore-message.js'
import { batchSizeOf, type Subscriber } from './subscriber.js'

export interface ListenerCallsParts {
  /** Who consumes a topic, by its name without the namespace. */
  readonly subscriberOf: (topic: string) => Subscriber | undefined
  /** With the namespace. */
  readonly group: string
  readonly namespace: string | undefined
  readonly hooks: ConsumeHooks
  readonly logger: TextLogger
}

/** A call of a listener that is under way. */
export interface ListenerCall {
  /** Never rejects. */
  readonly ended: Promise<ListenerOutcome>
  readonly runningMs: number
  /** Aborts the signal of its context. */
  abort(): void
}

/** Calls the listeners of a consumer. */
export class ListenerCalls {
  readonly #parts: ListenerCallsParts

  constructor(parts: ListenerCallsParts) {
    this.#parts = parts
  }

  /** Divides messages into those that go to a listener together: of one topic, as many as its subscriber takes. */
  group(held: readonly HeldMessage[]): readonly (readonly HeldMessage[])[] {
    const groups: HeldMessage[][] = []
    let last:
      { readonly topic: string; readonly group: HeldMessage[]; readonly size: number } | undefined
    for (const one of held) {
      const { topic } = this.#restored(one)
      if (last?.topic !== topic || last.group.length >= last.size) {
        // Begun with its first message: an array that is begun empty has room for 17.
        last = { topic, group: [one], size: batchSizeOf(this.#parts.subscriberOf(topic)) }
        groups.push(last.group)
      } else last.group.push(one)
    }
    return groups
  }

  /** Takes the next messages of a queue that go to a listener together; none when none waits. */
  takeBatch(processQueue: ProcessQueue): readonly HeldMessage[] {
    const { next } = processQueue
    if (!next) return []
    const { topic } = this.#restored(next)
    const taken = processQueue.take(batchSizeOf(this.#parts.subscriberOf(topic)))
    const [first = [], ...others] = this.group(taken)
    processQueue.putBack(others.flat())
    return first
  }

  /** @param held of one topic; at least one */
  start({ queue }: ConsumedQueue, held: readonly HeldMessage[]): ListenerCall {
    const { namespace } = this.#parts
    const startedMs = performance.now()
    const messages = held.map((one) => this.#restored(one))
    const { topic = queue.topic, reconsumeTimes = 0 } = messages[0] ?? {}
    const context = new ListenerContext({
      topic,
      queue:
        namespace === undefined
          ? queue
          : { ...queue, topic: unwrapNamespace(namespace, queue.topic) },
      reconsumeTimes,
    })
    return new RunningCall(this.#call(queue, messages, context, startedMs), context, startedMs)
  }

  /** Never rejects. */
  #call(
    queue: MessageQueue,
    messages: readonly MessageExt[],
    context: ConsumeContext,
    startedMs: number,
  ): Promise<ListenerOutcome> {
    const { subscriberOf, group, hooks, logger } = this.#parts
    const input: ListenerInput = { messages, queue, group, startedAtMs: Date.now() }
    hooks.beforeConsume(input)
    const called = callListener(subscriberOf(context.topic), messages, context, logger)
    return called.then((outcome) => {
      hooks.afterConsume(input, outcome, performance.now() - startedMs)
      return outcome
    })
  }

  #restored({ message, failures }: HeldMessage): MessageExt {
    const restored = restoreMessage(message, this.#parts.group, this.#parts.namespace)
    if (failures === 0) return restored
    return { ...restored, reconsumeTimes: restored.reconsumeTimes + failures }
  }
}

class RunningCall implements ListenerCall {
  readonly ended: Promise<ListenerOutcome>
  readonly #context: ListenerContext
  readonly #startedMs: number

  constructor(ended: Promise<ListenerOutcome>, context: ListenerContext, startedMs: number) {
    this.ended = ended
    this.#context = context
    this.#startedMs = startedMs
  }

  get runningMs(): number {
    return performance.now() - this.#startedMs
  }

  abort(): void {
    this.#context.abort()
  }
}
