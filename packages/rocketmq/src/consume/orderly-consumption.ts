import { Fifo } from '../flow/fifo.js'
import { type Listed, RunList } from '../flow/run-list.js'
import { type MessageQueue, messageQueueKey } from '../protocol/message-queue.js'
import type { HeldMessage, ProcessQueue } from '../pull/process-queue.js'
import type { ConsumedQueue, Consumption, ConsumptionObserver } from './consumption.js'
import type { ListenerCall, ListenerCalls } from './listener-calls.js'
import type { ListenerOutcome } from './listener-outcome.js'
import { settleInOrder } from './orderly-decision.js'

export interface OrderlyConsumptionParts {
  readonly calls: ListenerCalls
  readonly settings: OrderlySettings
  readonly locks: OrderLocks
  /** Puts a message among the dead letters. Rejects when it is nowhere but here. */
  readonly giveUp: (held: HeldMessage) => Promise<void>
  readonly observer: ConsumptionObserver
}

interface OrderlySettings {
  /** Listeners that run at a time; one of each queue. */
  readonly concurrency: number
  /** Whether a message counts as consumed when its listener returns, or only when one returns `commit`. */
  readonly autoCommit: boolean
  /** How long a queue waits whose message was not consumed. */
  readonly suspendMs: number
  /** A message that failed so often is given up. Absent: never, its queue waits for it. */
  readonly maxReconsumeTimes?: number | undefined
}

/** Whether a queue is this member's alone. */
export interface OrderLocks {
  isHeld(queue: MessageQueue): boolean
  acquire(queue: MessageQueue): Promise<boolean>
}

/** Wait before a lock that was lost is asked for again. Source: ConsumeMessageOrderlyService.java. */
const LOCK_AGAIN_MS = 3000

/** What goes on in one queue: one listener at a time. */
interface Line extends Listed {
  from: ConsumedQueue
  call: ListenerCall | undefined
  /** Runs while messages are not consumed for a while. */
  pause: NodeJS.Timeout | undefined
  isInLine: boolean
  /** Until its turn has ended. */
  turn: Promise<void> | undefined
}

/**
 * Hands the messages of each queue to its listener one after the other, in the order of their offsets, and only while
 * the queue is locked. Queues take turns: one batch, then the next queue.
 *
 * Source: apache/rocketmq `client/.../impl/consumer/ConsumeMessageOrderlyService.java`.
 */
export class OrderlyConsumption implements Consumption {
  readonly #parts: OrderlyConsumptionParts
  readonly #lines = new Map<string, Line>()
  /** Lines that have a message and wait for their turn. */
  readonly #waiting = new Fifo<Line>()
  readonly #running = new RunList<Line>()
  readonly #disowned = new WeakSet<ConsumedQueue>()
  #isStopped = false

  constructor(parts: OrderlyConsumptionParts) {
    this.#parts = parts
  }

  get runningCount(): number {
    return this.#running.size
  }

  get waitingCount(): number {
    const lines = [...this.#lines.values()]
    return lines.reduce((sum, { from }) => sum + from.processQueue.waitingCount, 0)
  }

  submit(from: ConsumedQueue): void {
    const key = messageQueueKey(from.queue)
    const line = this.#lines.get(key) ?? {
      from,
      call: undefined,
      pause: undefined,
      isInLine: false,
      turn: undefined,
      place: 0,
    }
    // After a reset of the offset the queue is another one; a listener of the old one may still run, and ends first.
    line.from = from
    this.#lines.set(key, line)
    this.#enqueue(line)
  }

  abort({ queue }: ConsumedQueue): void {
    this.#lines.get(messageQueueKey(queue))?.call?.abort()
  }

  disown(from: ConsumedQueue): void {
    this.#disowned.add(from)
  }

  /** Resolves when no listener runs with messages of a queue any more. */
  async whenIdle({ queue }: ConsumedQueue): Promise<void> {
    await this.#lines.get(messageQueueKey(queue))?.turn
  }

  /** A queue is no longer this member's. */
  forget(from: ConsumedQueue): void {
    const key = messageQueueKey(from.queue)
    this.disown(from)
    clearTimeout(this.#lines.get(key)?.pause)
    this.#lines.delete(key)
  }

  /** There is no limit: the queue waits for its listener, as in Java. */
  expire(): Promise<void> {
    return Promise.resolve()
  }

  async stop(limitMs: number): Promise<void> {
    this.#isStopped = true
    this.#waiting.clear()
    for (const { pause } of this.#lines.values()) clearTimeout(pause)
    const ended = Promise.all(this.#running.all().map(async ({ turn }) => turn))
    let timer: NodeJS.Timeout | undefined
    const timeUp = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)))
    await Promise.race([ended, timeUp])
    clearTimeout(timer)
    for (const { call } of this.#running.all()) call?.abort()
  }

  #enqueue(line: Line): void {
    const isBusy = line.isInLine || line.pause !== undefined || line.turn !== undefined
    const { processQueue } = line.from
    if (isBusy || this.#isStopped || processQueue.isDropped || !processQueue.next) return
    line.isInLine = true
    this.#waiting.push(line)
    this.#startWaiting()
  }

  #startWaiting(): void {
    const { concurrency } = this.#parts.settings
    while (this.#running.size < concurrency) {
      const line = this.#waiting.shift()
      if (!line) return
      line.isInLine = false
      this.#running.add(line)
      line.turn = this.#runTurn(line).finally(() => {
        line.call = undefined
        line.turn = undefined
        this.#running.remove(line)
        this.#enqueue(line)
        this.#startWaiting()
      })
    }
  }

  async #runTurn(line: Line): Promise<void> {
    const { locks, calls } = this.#parts
    const { from } = line
    const { queue, processQueue, isPopped = false } = from
    if (!this.#mayTake(processQueue)) return
    if (!isPopped && !locks.isHeld(queue) && !(await locks.acquire(queue))) {
      this.#pause(line, LOCK_AGAIN_MS)
      return
    }
    // The lock may have taken a while.
    if (!this.#mayTake(processQueue)) return
    const held = calls.takeBatch(processQueue)
    if (held.length === 0) return
    line.call = calls.start(from, held)
    const outcome = await line.call.ended
    await this.#settle(line, from, held, outcome)
  }

  #mayTake({ isDropped }: ProcessQueue): boolean {
    return !this.#isStopped && !isDropped
  }

  async #settle(
    line: Line,
    from: ConsumedQueue,
    held: readonly HeldMessage[],
    outcome: ListenerOutcome,
  ): Promise<void> {
    const { settings, observer } = this.#parts
    const { processQueue } = from
    const decision = settleInOrder(held, outcome, settings)
    if (outcome.consumed < held.length) {
      observer.onFailed(from, held.slice(outcome.consumed), outcome)
    }
    if (decision.kind === 'commit') processQueue.completeTaken()
    if (decision.kind === 'rollback') processQueue.putAllBack()
    if (decision.kind === 'again') {
      for (const one of held.slice(0, decision.done)) processQueue.complete(one)
      const again = await this.#giveUpSome(from, held.slice(decision.done))
      processQueue.putBack(again)
      if (again.length > 0) this.#pause(line, decision.waitMs)
    }
    if (decision.kind === 'rollback') this.#pause(line, decision.waitMs)
    // Also of a queue that is being given up: it is locked until its listener has ended.
    if (!this.#disowned.has(from)) observer.onProgress(from)
  }

  /** Gives up what has failed too often. Returns what is to come again; all of it when one cannot be given up. */
  async #giveUpSome(
    from: ConsumedQueue,
    failed: readonly HeldMessage[],
  ): Promise<readonly HeldMessage[]> {
    const { settings, giveUp, observer } = this.#parts
    const { maxReconsumeTimes = Infinity } = settings
    for (const one of failed) one.failures += 1
    const isSpent = ({ message, failures }: HeldMessage): boolean =>
      message.reconsumeTimes + failures > maxReconsumeTimes
    // The first ones only: those behind a message that comes again must stay behind it.
    let given = 0
    for (const one of failed) {
      if (!isSpent(one)) break
      try {
        await giveUp(one)
      } catch (error) {
        observer.onSendBackFailed(from, one, error)
        break
      }
      from.processQueue.complete(one)
      observer.onSentBack(from, one)
      given += 1
    }
    return failed.slice(given)
  }

  #pause(line: Line, ms: number): void {
    if (this.#isStopped) return
    line.pause = setTimeout(() => {
      line.pause = undefined
      this.#enqueue(line)
    }, ms)
  }
}
