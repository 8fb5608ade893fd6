import type { RemotingRequest, RemotingResponse } from '../../remoting/command.js'
import { compareCodeUnits } from '../code-unit-order.js'
import { ExtFields } from '../ext-fields.js'
import { javaHashCode } from '../java-hash.js'
import { writeJson } from '../json-writer.js'
import { REQUEST_CODE } from '../request-code.js'
import { expectSuccess, type RequestSubject } from '../response-error.js'
import type { SubscriptionData } from '../subscription-data.js'

/** Who sends and who consumes in this client: a broker knows it from here. */
export interface HeartbeatData {
  readonly clientId: string
  /** Producer groups. */
  readonly producers: readonly string[]
  readonly consumers: readonly ConsumerData[]
}

export interface ConsumerData {
  readonly groupName: string
  readonly consumeType: 'CONSUME_ACTIVELY' | 'CONSUME_PASSIVELY' | 'CONSUME_POP'
  readonly messageModel: 'CLUSTERING' | 'BROADCASTING'
  readonly consumeFromWhere:
    'CONSUME_FROM_LAST_OFFSET' | 'CONSUME_FROM_FIRST_OFFSET' | 'CONSUME_FROM_TIMESTAMP'
  readonly subscriptions: readonly SubscriptionData[]
  readonly unitMode: boolean
}

/** `full` says everything; `withoutSubscriptions` only that nothing changed since the last full one. */
export type HeartbeatKind = 'plain' | 'full' | 'withoutSubscriptions'

/**
 * Tells a broker that this client lives, and what it does (34). `plain` is understood by every broker. The two others
 * are the heartbeat of version 2, which carries {@link heartbeatFingerprint}: only for brokers that said they know it.
 *
 * Source: apache/rocketmq `remoting/.../protocol/heartbeat/HeartbeatData.java`,
 * `client/.../impl/factory/MQClientInstance.java` (`sendHeartbeatToBrokerV2`).
 */
export function heartbeatRequest(
  data: HeartbeatData,
  kind: HeartbeatKind = 'plain',
): RemotingRequest {
  const heartbeatFingerprint = kind === 'plain' ? 0 : fingerprintOf(data)
  const withoutSub = kind === 'withoutSubscriptions'
  return {
    code: REQUEST_CODE.HEART_BEAT,
    body: Buffer.from(
      heartbeatJson(
        withoutSub
          ? { ...data, consumers: data.consumers.map((c) => ({ ...c, subscriptions: [] })) }
          : data,
        heartbeatFingerprint,
        withoutSub,
      ),
    ),
  }
}

/** What a broker says to a heartbeat. */
export interface HeartbeatAnswer {
  /** Whether the broker knows the heartbeat of version 2. */
  readonly supportsVersion2: boolean
  /** Whether the broker has other subscriptions than those of the fingerprint: the next one must be full. */
  readonly subscriptionsChanged: boolean
}

/** @throws {@link BrokerError} any other code than success */
export function readHeartbeatResponse(
  response: RemotingResponse,
  subject: RequestSubject,
): HeartbeatAnswer {
  expectSuccess(REQUEST_CODE.HEART_BEAT, response, subject)
  const ext = new ExtFields(REQUEST_CODE.HEART_BEAT, response)
  return {
    supportsVersion2: ext.optionalBoolean('IS_SUPPORT_HEART_BEAT_V2') ?? false,
    subscriptionsChanged: ext.optionalBoolean('IS_SUB_CHANGE') ?? false,
  }
}

/** The same for the same groups and subscriptions, whenever and by whichever client they are sent. */
function fingerprintOf({ producers, consumers }: HeartbeatData): number {
  const timeless: HeartbeatData = {
    clientId: '',
    producers: [...producers].sort(compareCodeUnits),
    consumers: consumers
      .map((consumer) => ({
        ...consumer,
        subscriptions: consumer.subscriptions
          .map((subscription) => ({ ...subscription, subVersion: 0 }))
          .sort((a, b) => compareCodeUnits(a.topic, b.topic)),
      }))
      .sort((a, b) => compareCodeUnits(a.groupName, b.groupName)),
  }
  const hash = javaHashCode(heartbeatJson(timeless, 0, false))
  // 0 would say that the heartbeat is a plain one.
  return hash === 0 ? 1 : hash
}

function heartbeatJson(
  { clientId, producers, consumers }: HeartbeatData,
  heartbeatFingerprint: number,
  withoutSub: boolean,
): string {
  return writeJson({
    clientID: clientId,
    consumerDataSet: consumers.map(({ subscriptions, ...consumer }) => ({
      ...consumer,
      subscriptionDataSet: subscriptions.map((subscription) => ({ ...subscription })),
    })),
    heartbeatFingerprint,
    producerDataSet: producers.map((groupName) => ({ groupName })),
    withoutSub,
  })
}
