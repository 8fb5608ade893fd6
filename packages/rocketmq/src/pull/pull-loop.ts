import { isRocketMQError } from '../errors/errors.js'
import type { StopSignal } from '../flow/stop-signal.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import type { PullResult } from '../protocol/requests/pull.js'
import type { HeldMessage, ProcessQueue } from './process-queue.js'
import { type FullBy, fullBy, type PullLimits } from './pull-limits.js'
import { RequestLoop } from './request-loop.js'

export interface PullLoopParts {
  readonly queue: MessageQueue
  readonly processQueue: ProcessQueue
  readonly limits: PullLimits
  readonly timing: PullTiming
  /** Asks the broker for messages from an offset on. */
  readonly pull: (offset: bigint, signal: StopSignal) => Promise<PullResult>
  readonly observer: PullObserver
}

interface PullTiming {
  /** Wait between two pulls; 0 for none. */
  readonly intervalMs: number
  /** Wait after a pull that failed. */
  readonly afterErrorMs: number
}

/** Who is told what a pull loop meets. Nothing here may throw. */
export interface PullObserver {
  /** New messages were pulled. They are in the process queue already. */
  onMessages(held: readonly HeldMessage[], tookMs: number): void
  /** Everything before this offset is done or was filtered out, and no message waits. */
  onProgress(offset: bigint): void
  /** The broker says that the offset is wrong, and which one is right. The loop has ended. */
  onOffsetMoved(offset: bigint): void
  onFull(by: FullBy): void
  onError(error: unknown): void
  /** The broker does not know the subscription. Resolves when it has been told again. */
  onUnknownSubscription(): Promise<unknown>
}

/** Source: `DefaultMQPushConsumerImpl.java`, PULL_TIME_DELAY_MILLS_WHEN_BROKER_FLOW_CONTROL. */
const BROKER_BUSY_WAIT_MS = 20

/** Pulls one queue, one pull after the other, as long as there is room for more messages. */
export class PullLoop extends RequestLoop {
  readonly #parts: PullLoopParts

  constructor(parts: PullLoopParts) {
    const { processQueue, limits, observer } = parts
    super({
      fullBy: () => fullBy(processQueue, limits),
      onRoom: (listener) => processQueue.onRoom(listener),
      request: (signal) => this.#pull(signal),
      afterError: (error) => this.#afterError(error),
      onFull: (by) => observer.onFull(by),
    })
    this.#parts = parts
  }

  async #pull(signal: StopSignal): Promise<number> {
    const { processQueue, pull, observer, timing } = this.#parts
    const startedMs = performance.now()
    const result = await pull(processQueue.nextOffset, signal)
    if (signal.aborted) return 0
    if (result.status === 'offsetIllegal') {
      this.stop()
      observer.onOffsetMoved(result.nextBeginOffset)
      return 0
    }
    const held = processQueue.insert(result.messages, result.nextBeginOffset)
    const tookMs = performance.now() - startedMs
    if (held.length > 0) afterNextPull(() => this.#handOn(held, tookMs))
    else if (processQueue.count === 0) observer.onProgress(processQueue.commitOffset)
    return timing.intervalMs
  }

  /** Unless the queue was given up, or its offset moved, meanwhile: whoever has it now pulls these messages again. */
  #handOn(held: readonly HeldMessage[], tookMs: number): void {
    const { processQueue, observer } = this.#parts
    if (!processQueue.isDropped) observer.onMessages(held, tookMs)
  }

  async #afterError(error: unknown): Promise<number> {
    const { observer, timing } = this.#parts
    observer.onError(error)
    const code = isRocketMQError(error) ? error.code : undefined
    if (code === 'ROCKETMQ_SUBSCRIPTION_UNKNOWN') await observer.onUnknownSubscription()
    return code === 'ROCKETMQ_BROKER_BUSY' ? BROKER_BUSY_WAIT_MS : timing.afterErrorMs
  }
}

/**
 * The broker works on the next pull while listeners work on the messages of this one. That pull is written by a tick that
 * is not registered yet, so the second tick from here comes after it. Another turn of the event loop (`setImmediate`)
 * would do as well, but a minor collection between the two turns would find all these messages alive.
 */
function afterNextPull(act: () => void): void {
  process.nextTick(() => process.nextTick(act))
}
