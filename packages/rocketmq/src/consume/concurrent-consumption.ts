import { Fifo } from '../flow/fifo.js'
import { type Listed, RunList } from '../flow/run-list.js'
import { UnderWay } from '../flow/under-way.js'
import type { HeldMessage } from '../pull/process-queue.js'
import type { ConsumedQueue, Consumption, ConsumptionObserver } from './consumption.js'
import type { ReconsumeLater } from './listener.js'
import type { ListenerCall, ListenerCalls } from './listener-calls.js'
import type { ListenerOutcome } from './listener-outcome.js'

export interface ConcurrentConsumptionParts {
  readonly calls: ListenerCalls
  readonly settings: ConcurrentSettings
  /** Gives a message back to its broker. Rejects when it is nowhere but here. */
  readonly giveBack: (held: HeldMessage, delay: ReconsumeLater['delay']) => Promise<void>
  /** Failed messages are only told of, and never come again: broadcasting. */
  readonly isFailureFinal: boolean
  readonly observer: ConsumptionObserver
}

interface ConcurrentSettings {
  /** Listeners that run at a time. */
  readonly concurrency: number
  /** A listener that takes longer loses its messages: they come again. */
  readonly consumeTimeoutMs: number
}

/** Messages of one queue that go to a listener together. */
interface Task {
  readonly from: ConsumedQueue
  readonly held: readonly HeldMessage[]
}

/** A listener that runs. */
interface Run extends Listed {
  readonly task: Task
  readonly call: ListenerCall
  ended?: Promise<unknown>
}

/** Wait before a message that no broker took back is consumed here again. Source: ConsumeMessageConcurrentlyService.java. */
const CONSUME_AGAIN_MS = 5000
/** The delay level of messages whose listener took too long: 10 s. Source: ProcessQueue.java (`cleanExpiredMsg`). */
const TIMEOUT_DELAY = { level: 3 } as const

/**
 * Hands messages to listeners, so many at a time, in the order they were pulled; they may end in any order.
 *
 * Source: apache/rocketmq `client/.../impl/consumer/ConsumeMessageConcurrentlyService.java`.
 */
export class ConcurrentConsumption implements Consumption {
  readonly #parts: ConcurrentConsumptionParts
  readonly #waiting = new Fifo<Task>()
  readonly #running = new RunList<Run>()
  /** Messages that are being given back. */
  readonly #settling = new UnderWay()
  readonly #againTimers = new Set<NodeJS.Timeout>()
  #isStopped = false

  constructor(parts: ConcurrentConsumptionParts) {
    this.#parts = parts
  }

  get runningCount(): number {
    return this.#running.size
  }

  get waitingCount(): number {
    return this.#waiting.slice().reduce((sum, { held }) => sum + held.length, 0)
  }

  submit(from: ConsumedQueue, held: readonly HeldMessage[]): void {
    if (this.#isStopped) return
    for (const group of this.#parts.calls.group(held)) this.#waiting.push({ from, held: group })
    this.#startWaiting()
  }

  async stop(limitMs: number): Promise<void> {
    this.#isStopped = true
    this.#waiting.clear()
    for (const timer of this.#againTimers) clearTimeout(timer)
    this.#againTimers.clear()
    const running = this.#running.all()
    const ended = Promise.all([...running.map((run) => run.ended), this.#settling.whenNone()])
    let timer: NodeJS.Timeout | undefined
    const timeUp = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)))
    await Promise.race([ended, timeUp])
    clearTimeout(timer)
    for (const { call } of this.#running.all()) call.abort()
  }

  abort(from: ConsumedQueue): void {
    for (const { task, call } of this.#running.all()) if (task.from === from) call.abort()
  }

  disown(): void {
    // A queue that is dropped is not committed anyway.
  }

  /** Gives back the messages of listeners that take too long. The listeners go on, and nobody heeds their answer. */
  async expire(): Promise<void> {
    const { consumeTimeoutMs } = this.#parts.settings
    for (const { task, call } of this.#running.all()) {
      if (call.runningMs < consumeTimeoutMs || task.from.processQueue.isDropped) continue
      call.abort()
      await this.#settle(task, { consumed: 0, delay: TIMEOUT_DELAY, kind: 'timeout' })
    }
  }

  #startWaiting(): void {
    const { concurrency } = this.#parts.settings
    while (this.#running.size < concurrency) {
      const task = this.#waiting.shift()
      if (!task) return
      if (!task.from.processQueue.isDropped) this.#start(task)
    }
  }

  #start(task: Task): void {
    for (const one of task.held) one.isTaken = true
    const run: Run = { task, call: this.#parts.calls.start(task.from, task.held), place: 0 }
    this.#running.add(run)
    run.ended = run.call.ended.then((outcome) => this.#end(run, outcome))
  }

  /** Never rejects. */
  #end(run: Run, outcome: ListenerOutcome): Promise<void> | undefined {
    const { task } = run
    this.#running.remove(run)
    // The next listener need not wait for this one's messages to be given back.
    this.#startWaiting()
    if (outcome.consumed !== task.held.length) {
      return this.#settling.track(this.#settle(task, outcome))
    }
    this.#complete(task)
    return undefined
  }

  #complete({ from, held }: Task): void {
    for (const one of held) from.processQueue.complete(one)
    if (!from.processQueue.isDropped) this.#parts.observer.onProgress(from)
  }

  async #settle(task: Task, outcome: ListenerOutcome): Promise<void> {
    const { isFailureFinal, observer } = this.#parts
    const { from } = task
    const open = task.held.filter(({ isDone }) => !isDone)
    const failed = open.filter((one) => task.held.indexOf(one) >= outcome.consumed)
    for (const one of open) if (!failed.includes(one)) from.processQueue.complete(one)
    if (failed.length > 0) {
      observer.onFailed(from, failed, outcome)
      if (isFailureFinal) for (const one of failed) from.processQueue.complete(one)
      // The new owner of the queue gets them anyway: giving them back as well would double them.
      else if (!from.processQueue.isDropped) {
        for (const one of failed) await this.#giveBack(from, one, outcome.delay)
      }
    }
    if (!from.processQueue.isDropped) observer.onProgress(from)
  }

  async #giveBack(
    from: ConsumedQueue,
    held: HeldMessage,
    delay: ReconsumeLater['delay'],
  ): Promise<void> {
    const { giveBack, observer } = this.#parts
    try {
      await giveBack(held, delay)
    } catch (error) {
      observer.onSendBackFailed(from, held, error)
      this.#consumeAgain(from, held)
      return
    }
    from.processQueue.complete(held)
    observer.onSentBack(from, held)
  }

  #consumeAgain(from: ConsumedQueue, held: HeldMessage): void {
    if (this.#isStopped) return
    held.failures += 1
    const timer = setTimeout(() => {
      this.#againTimers.delete(timer)
      this.submit(from, [held])
    }, CONSUME_AGAIN_MS)
    this.#againTimers.add(timer)
  }
}
