import type { JavaMessage } from './java-messages.js'
import { readJavaMessage } from './java-messages.js'

/** What a consumer of the official client shall do. */
export interface ConsumeOptions {
  readonly topic: string
  readonly group: string
  /** A tag expression: `a || b`. Default: every message. */
  readonly tags?: string
  /** An SQL92 expression, instead of tags. */
  readonly sql?: string
  /** Where a new group begins. Default: the first message. */
  readonly from?: 'first' | 'last'
  /** Ends after so many messages, those that come again included. Default: only when stopped. */
  readonly count?: number
  /** Ends after this time at the latest. Default: 30 s. */
  readonly withinMs?: number
  /** How the queues are divided. Default: `AVG`. */
  readonly strategy?: 'AVG' | 'AVG_BY_CIRCLE' | 'CONSISTENT_HASH' | 'MACHINE_ROOM'
  /** With `MACHINE_ROOM`: the one whose brokers are read. */
  readonly room?: string
  readonly isOrderly?: boolean
  readonly isBroadcast?: boolean
  /** Brokers divide the queues, and say whether the group pulls or pops. */
  readonly isAssignedByBroker?: boolean
  /** How often each message is refused before it is taken. Default: never. */
  readonly refusals?: number
  /** Answers each request with `reply to <its body>`. */
  readonly isReplying?: boolean
  /** Sends traces to the trace topic. */
  readonly isTraced?: boolean
}

/** A consumer of the official client at work. */
export class JavaConsumption {
  /** What it was given so far, in the order in which it was. */
  readonly messages: JavaMessage[] = []
  /** Resolves when it has joined its group. */
  readonly started: Promise<void>
  /** Resolves with all messages when it has got `count` of them, or was stopped; else rejects. */
  readonly done: Promise<readonly JavaMessage[]>
  readonly #stop: () => Promise<void>
  readonly #listeners = new Set<() => void>()
  #isStopped = false
  #isStarted: () => void = () => undefined

  constructor(
    request: (onEvent: (name: string, content: unknown) => void) => Promise<unknown>,
    { describe, stop }: { readonly describe: string; readonly stop: () => Promise<void> },
  ) {
    this.#stop = stop
    const started = new Promise<void>((resolve) => {
      this.#isStarted = resolve
    })
    const result = request((name, content) => {
      if (name === 'started') this.#isStarted()
      else if (name === 'message') this.#take(readJavaMessage(content))
    })
    this.done = result.then((outcome) => {
      // Written by Consumption.java, which has no other form.
      const { isComplete } = outcome as { readonly isComplete: boolean }
      if (isComplete || this.#isStopped) return this.messages
      throw new Error(`${describe}: only ${this.messages.length} messages in time`)
    })
    // Whoever awaits only one of the two hears of a failure there.
    this.done.catch(() => undefined)
    this.started = Promise.race([started, result.then(() => undefined)])
    this.started.catch(() => undefined)
  }

  /** Calls `listener` with each message, those that were there before too. */
  onMessage(listener: (message: JavaMessage) => void): void {
    for (const message of this.messages) listener(message)
    this.#listeners.add(() => listener(this.messages.at(-1)!))
  }

  /** The first message of that kind, also among those that were there before. */
  async first(isWanted: (message: JavaMessage) => boolean): Promise<JavaMessage> {
    const found = this.messages.find(isWanted)
    if (found) return found
    let listener: () => void = () => undefined
    const coming = new Promise<JavaMessage>((resolve) => {
      listener = () => {
        const last = this.messages.at(-1)
        if (last && isWanted(last)) resolve(last)
      }
    })
    this.#listeners.add(listener)
    const end = this.done.then(() => Promise.reject(new Error('it ended without such a message')))
    return Promise.race([coming, end]).finally(() => this.#listeners.delete(listener))
  }

  #take(message: JavaMessage): void {
    this.messages.push(message)
    for (const listener of this.#listeners) listener()
  }

  /** Ends it in good order and resolves with what it got. */
  async stop(): Promise<readonly JavaMessage[]> {
    this.#isStopped = true
    await this.#stop()
    return this.done
  }
}
