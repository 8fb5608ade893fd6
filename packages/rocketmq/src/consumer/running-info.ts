import type { ConsumerRunningInfo } from '../protocol/consumer-running-info.js'
import type { ConsumerData } from '../protocol/requests/heartbeat.js'
import { PROTOCOL_VERSION_NAME } from '../remoting/version.js'
import type { AssignedQueue } from './assigned-queue.js'
import type { ConsumerContext } from './consumer-context.js'
import type { ConsumerEngine } from './consumer-engine.js'

const MIB = 1024 * 1024

/** How a consumer consumes, as administrators are told. */
export interface ConsumeManner {
  readonly consumeType: ConsumerData['consumeType']
  readonly isOrderly: boolean
  readonly autoCommit: boolean
  /** Listeners that run at a time. */
  readonly concurrency: number
}

export interface RunningInfoParts {
  readonly context: ConsumerContext
  readonly engine: Pick<ConsumerEngine, 'queues' | 'offsets'>
  readonly manner: ConsumeManner
  /** Milliseconds since 1970. */
  readonly startedAtMs: number
}

/**
 * How a consumer is doing, as `mqadmin consumerStatus` and the dashboard show it.
 *
 * Source: apache/rocketmq `client/.../impl/consumer/DefaultMQPushConsumerImpl.java` (`consumerRunningInfo`).
 */
export function runningInfo({
  context,
  engine: { queues, offsets },
  manner,
  startedAtMs,
}: RunningInfoParts): ConsumerRunningInfo {
  const { client, subscriptions, counters } = context
  return {
    properties: {
      PROP_NAMESERVER_ADDR: client.settings.nameServers.join(';'),
      PROP_CONSUME_TYPE: manner.consumeType,
      PROP_CONSUMEORDERLY: `${manner.isOrderly}`,
      PROP_THREADPOOL_CORE_SIZE: `${manner.concurrency}`,
      PROP_CONSUMER_START_TIMESTAMP: `${startedAtMs}`,
      PROP_CLIENT_VERSION: PROTOCOL_VERSION_NAME,
    },
    subscriptions: subscriptions.data(),
    queues: queues
      .all()
      .map((assigned) => [
        assigned.queue,
        queueInfo(assigned, offsets.current(assigned.queue) ?? -1n, manner.isOrderly),
      ]),
    statuses: new Map(
      subscriptions.data().map(({ topic }) => {
        const minute = counters.rates(topic, 'minute')
        const status = {
          pullRT: minute.pulls.average,
          pullTPS: minute.pulledMessages.perSecond,
          consumeRT: minute.calls.average,
          consumeOKTPS: minute.consumed.perSecond,
          consumeFailedTPS: minute.failed.perSecond,
          consumeFailedMsgs: BigInt(counters.rates(topic, 'hour').failed.count),
        }
        return [topic, status]
      }),
    ),
  }
}

function queueInfo(
  { processQueue, lastPulledAtMs }: AssignedQueue,
  commitOffset: bigint,
  isOrderly: boolean,
): ConsumerRunningInfo['queues'][number][1] {
  const unfinished = processQueue.unfinished()
  return {
    commitOffset,
    cachedMsgMinOffset: unfinished[0]?.message.queueOffset ?? 0n,
    cachedMsgMaxOffset: unfinished.at(-1)?.message.queueOffset ?? 0n,
    cachedMsgCount: processQueue.count,
    cachedMsgSizeInMiB: Math.floor(processQueue.bytes / MIB),
    // A queue of orderly consumption is here only while it is locked.
    locked: isOrderly,
    tryUnlockTimes: 0n,
    lastLockTimestamp: 0,
    droped: processQueue.isDropped,
    lastPullTimestamp: lastPulledAtMs,
    lastConsumeTimestamp: processQueue.lastDoneAtMs,
  }
}
