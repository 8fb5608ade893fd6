import type { ConsumeHook, ListenerInput } from '../consume/consume-hook.js'
import type { ConsumedQueue, ConsumptionObserver } from '../consume/consumption.js'
import type { ListenerOutcome } from '../consume/listener-outcome.js'
import type { OffsetTable } from '../offsets/offset-table.js'
import type { HeldMessage } from '../pull/process-queue.js'
import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'
import type { ConsumerContext } from './consumer-context.js'

/** Turns what becomes of messages into offsets, figures, events and log lines. */
export class ConsumptionWatch implements ConsumptionObserver {
  readonly #context: Pick<ConsumerContext, 'counters' | 'events' | 'logger'>
  readonly #offsets: OffsetTable

  constructor(
    context: Pick<ConsumerContext, 'counters' | 'events' | 'logger'>,
    offsets: OffsetTable,
  ) {
    this.#context = context
    this.#offsets = offsets
  }

  onProgress({ queue, processQueue, isPopped = false }: ConsumedQueue): void {
    if (!isPopped) this.#offsets.advance(queue, processQueue.commitOffset)
  }

  onFailed({ queue }: ConsumedQueue, held: readonly HeldMessage[], outcome: ListenerOutcome): void {
    const { counters, events, logger } = this.#context
    const messages = held.map(({ message }) => message)
    if (outcome.kind === 'timeout') counters.totals.timedOut += messages.length
    const [first] = messages
    logger.warn(WHY[outcome.kind](), {
      queue,
      msgIds: messages.map(({ msgId }) => msgId),
      reconsumeTimes: first?.reconsumeTimes,
      ...(outcome.error !== undefined && { error: outcome.error }),
    })
    events.emit({ type: 'consumeFailed', messages, outcome })
  }

  onSentBack(): void {
    this.#context.counters.totals.sentBack += 1
  }

  onSendBackFailed({ queue }: ConsumedQueue, { message }: HeldMessage, error: unknown): void {
    const { counters, events, logger } = this.#context
    counters.totals.sendBackFailures += 1
    const { msgId } = message
    logger.error(texts.logSendBackFailed(), {
      queue,
      msgId,
      error,
    })
    events.emit({ type: 'sendBackFailed', message, error })
  }
}

const WHY: Readonly<Record<ListenerOutcome['kind'], () => Text>> = {
  success: texts.logBatchPartLeft,
  failed: texts.logWantedAgain,
  exception: texts.logListenerFailed,
  unknownAnswer: texts.logNoAnswer,
  timeout: texts.logListenerTooLong,
}

/** Counts what listeners do, by topic. */
export function countingHook({ counters }: Pick<ConsumerContext, 'counters'>): ConsumeHook {
  return {
    afterConsume: (
      { messages, queue }: ListenerInput,
      outcome: ListenerOutcome,
      tookMs: number,
    ) => {
      const { consumed } = outcome
      counters.consumed(queue.topic, consumed, messages.length - consumed, tookMs)
    },
  }
}
