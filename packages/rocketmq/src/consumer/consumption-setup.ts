import { QueueLocks } from '../assignment/queue-locks.js'
import { ConcurrentConsumption } from '../consume/concurrent-consumption.js'
import type { ListenerCalls } from '../consume/listener-calls.js'
import { OrderlyConsumption } from '../consume/orderly-consumption.js'
import type { SendBack } from '../consume/send-back.js'
import type { OffsetTable } from '../offsets/offset-table.js'
import type { PoppedMessages } from '../pop/popped-messages.js'
import type { ConsumerContext } from './consumer-context.js'
import type { ConsumptionSetup } from './consumer-engine.js'
import type { ResolvedConsumerSettings } from './consumer-settings.js'
import type { ConsumptionWatch } from './consumption-watch.js'
import { LockOwnership } from './lock-ownership.js'
import { NO_LOCKS } from './no-locks.js'

/** How often listeners are looked at that may take too long: their limit is 15 minutes unless set otherwise. */
const EXPIRY_CHECK_MS = 60_000

/** How a consumer consumes, by its settings: side by side or in order, with locks or without. */
export function setUpConsumption(
  context: ConsumerContext<ResolvedConsumerSettings>,
  calls: ListenerCalls,
  sendBack: SendBack,
  popped: PoppedMessages | undefined,
): ConsumptionSetup {
  const { client, group, settings, logger } = context
  const { mode, messageModel } = settings
  const { brokers, routes, clientId } = client
  const isClustering = messageModel === 'clustering'
  if (mode === 'concurrent') {
    return (watch: ConsumptionWatch) => ({
      consumption: new ConcurrentConsumption({
        calls,
        settings,
        giveBack: ({ message }, delay) =>
          popped?.has(message) === true
            ? popped.giveBack(message, delay)
            : sendBack.giveBack(message, delay),
        isFailureFinal: !isClustering,
        observer: watch,
      }),
      ownership: NO_LOCKS,
      isSpanLimited: true,
      expiryCheckMs: Math.min(settings.consumeTimeoutMs, EXPIRY_CHECK_MS),
    })
  }
  const nowMs = (): number => performance.now()
  const locks = new QueueLocks({ brokers, routes, clientId, group, nowMs, logger })
  return (watch: ConsumptionWatch, offsets: OffsetTable) => {
    const consumption = new OrderlyConsumption({
      calls,
      settings,
      locks: isClustering ? locks : NO_LOCKS,
      giveUp: ({ message, failures }) => {
        const reconsumeTimes = message.reconsumeTimes + failures
        return sendBack.sendCopy({ ...message, reconsumeTimes }, 'deadLetter')
      },
      observer: watch,
    })
    const ownership = isClustering
      ? new LockOwnership({ locks, consumption, offsets, logger })
      : NO_LOCKS
    return { consumption, ownership, isSpanLimited: false, expiryCheckMs: undefined }
  }
}
