import type { Consumption } from '../consume/consumption.js'
import type { StopSignal } from '../flow/stop-signal.js'
import type { OffsetTable } from '../offsets/offset-table.js'
import type { MessageQueue } from '../protocol/message-queue.js'
import type { PullResult } from '../protocol/requests/pull.js'
import type { PullLimits } from '../pull/pull-limits.js'
import type { PullObserver } from '../pull/pull-loop.js'
import { PullSource } from '../pull/pull-source.js'
import { texts } from '../texts/texts.js'
import { AssignedQueue, type LoopParts } from './assigned-queue.js'
import type { ConsumerContext } from './consumer-context.js'

export interface QueueOpenerParts {
  readonly context: ConsumerContext
  readonly offsets: OffsetTable
  readonly consumption: Consumption
  /** A slow message holds the offset back; in orderly consumption it holds the whole queue back anyway. */
  readonly isSpanLimited: boolean
  readonly onOffsetMoved: (assigned: AssignedQueue, offset: bigint) => void
  readonly tellBrokers: () => Promise<void>
}

/** Makes the pull loops of queues: what they ask, and what becomes of the answers. */
export class QueueOpener {
  readonly #parts: QueueOpenerParts
  readonly #source: PullSource
  readonly #limits: PullLimits

  constructor(parts: QueueOpenerParts) {
    const { context, isSpanLimited } = parts
    const { client, group, codecs, settings } = context
    this.#parts = parts
    const source = { caller: client.remoting, routes: client.routes, group, codecs }
    this.#source = new PullSource({
      ...source,
      settings: { ...settings, pullBatchBytes: undefined },
    })
    this.#limits = {
      maxMessages: settings.pullThresholdMessages,
      maxBytes: settings.pullThresholdBytes,
      maxSpan: isSpanLimited ? settings.pullThresholdSpan : Infinity,
    }
  }

  open(queue: MessageQueue, offset: bigint): AssignedQueue {
    return new AssignedQueue(queue, offset, (assigned) => this.#loopParts(assigned))
  }

  #loopParts(assigned: AssignedQueue): LoopParts {
    const { settings } = this.#parts.context
    return {
      limits: this.#limits,
      timing: { intervalMs: settings.pullIntervalMs, afterErrorMs: settings.pullRetryDelayMs },
      pull: (offset, signal) => this.#pull(assigned, offset, signal),
      observer: this.#observer(assigned),
    }
  }

  async #pull(assigned: AssignedQueue, offset: bigint, signal: StopSignal): Promise<PullResult> {
    const { subscriptions } = this.#parts.context
    const { queue } = assigned
    assigned.lastPulledAtMs = Date.now()
    return this.#source.pull({
      queue,
      offset,
      told: subscriptions.toldOf(queue.topic),
      wanted: () => subscriptions.currentOf(queue.topic),
      signal,
    })
  }

  #observer(assigned: AssignedQueue): PullObserver {
    const { context, offsets, consumption, onOffsetMoved, tellBrokers } = this.#parts
    const { counters, events, logger } = context
    const { queue } = assigned
    return {
      onMessages: (held, tookMs) => {
        counters.pulled(queue.topic, held.length, tookMs)
        consumption.submit(assigned, held)
      },
      onProgress: (offset) => offsets.advance(queue, offset),
      onOffsetMoved: (offset) => onOffsetMoved(assigned, offset),
      onFull: (by) => {
        logger.debug(texts.logPullFull(), { queue, by })
        events.emit({ type: 'full', queue, by })
      },
      onError: (error) => {
        counters.totals.pullErrors += 1
        logger.warn(texts.logPullFailed(), { queue, error })
        events.emit({ type: 'pullFailed', queue, error })
      },
      onUnknownSubscription: tellBrokers,
    }
  }
}
