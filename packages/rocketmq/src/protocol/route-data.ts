import { DecodeError } from '../errors/errors.js'
import { compareCodeUnits } from './code-unit-order.js'
import { parseJson } from './json-dialect.js'
import { asInteger, JsonFields } from './json-fields.js'
import { type QueueMapping, readQueueMapping } from './queue-mapping.js'

/** How many queues of a topic a broker has, and what may be done with them. */
export interface QueueData {
  readonly brokerName: string
  readonly readQueueNums: number
  readonly writeQueueNums: number
  /** Bits: 4 read, 2 write, 1 inherit, 8 priority. */
  readonly perm: number
  readonly topicSysFlag: number
}

/** The servers behind one broker name. */
export interface BrokerData {
  readonly cluster: string
  readonly brokerName: string
  /** Broker id → `host:port`; id 0 is the master. */
  readonly brokerAddrs: ReadonlyMap<number, string>
  readonly zoneName: string | undefined
  readonly enableActingMaster: boolean
}

/** Where a topic lives, as a name server tells it. */
export interface TopicRouteData {
  /** Sorted by broker name. */
  readonly queueDatas: readonly QueueData[]
  /** Sorted by broker name. */
  readonly brokerDatas: readonly BrokerData[]
  /** `broker:count;…` for topics whose order is fixed at the name server. */
  readonly orderTopicConf: string | undefined
  /** Static topics only: broker name → which logical queues it hosts. */
  readonly topicQueueMappingByBroker: ReadonlyMap<string, QueueMapping>
}

/** The id that a master has. */
export const MASTER_ID = 0

const READ = 4
const WRITE = 2

/** Source of the bits: apache/rocketmq `common/.../constant/PermName.java`. */
export const isReadable = (perm: number): boolean => (perm & READ) !== 0
/** Source of the bits: apache/rocketmq `common/.../constant/PermName.java`. */
export const isWritable = (perm: number): boolean => (perm & WRITE) !== 0

/**
 * Reads the body of a route answer.
 *
 * Source: apache/rocketmq `remoting/.../protocol/route/TopicRouteData.java`, `QueueData.java`, `BrokerData.java`.
 * @throws {@link DecodeError} `ROCKETMQ_DECODE_FAILED`
 */
export function parseTopicRouteData(body: Uint8Array, topic: string): TopicRouteData {
  const subject = `the route of topic ${topic}`
  const route = new JsonFields(parseJson(body, { subject }), subject)
  return {
    queueDatas: route.objects('queueDatas').map(readQueueData).sort(byBrokerName),
    brokerDatas: route.objects('brokerDatas').map(readBrokerData).sort(byBrokerName),
    orderTopicConf: route.optionalText('orderTopicConf'),
    topicQueueMappingByBroker: new Map(
      route
        .map('topicQueueMappingByBroker')
        .map(([name, value]) => [name, readQueueMapping(new JsonFields(value, subject))]),
    ),
  }
}

/** Reads one entry of `brokerDatas`, or of the cluster's `brokerAddrTable`. */
export function readBrokerData(fields: JsonFields): BrokerData {
  return {
    cluster: fields.optionalText('cluster') ?? '',
    brokerName: fields.text('brokerName'),
    brokerAddrs: new Map(
      fields
        .map('brokerAddrs')
        .map(([id, address]) => [brokerId(id), brokerAddress(address)] as const)
        .sort(([a], [b]) => a - b),
    ),
    zoneName: fields.optionalText('zoneName'),
    enableActingMaster: fields.optionalBoolean('enableActingMaster') ?? false,
  }
}

/** Whether two routes say the same, whatever order they say it in. */
export function isSameRoute(a: TopicRouteData, b: TopicRouteData): boolean {
  return a === b || fingerprint(a) === fingerprint(b)
}

function fingerprint(route: TopicRouteData): string {
  return JSON.stringify(route, (_key, value: unknown) => {
    // Epochs of static topics are 64-bit numbers, which JSON does not know.
    if (typeof value === 'bigint') return `${value}`
    return value instanceof Map ? [...value].sort(([x], [y]) => (x < y ? -1 : 1)) : value
  })
}

function readQueueData(fields: JsonFields): QueueData {
  return {
    brokerName: fields.text('brokerName'),
    readQueueNums: fields.integer('readQueueNums'),
    writeQueueNums: fields.integer('writeQueueNums'),
    perm: fields.integer('perm'),
    topicSysFlag:
      fields.optionalInteger('topicSysFlag') ?? fields.optionalInteger('topicSynFlag') ?? 0,
  }
}

const byBrokerName = (a: { brokerName: string }, b: { brokerName: string }): number =>
  compareCodeUnits(a.brokerName, b.brokerName)

function brokerId(text: string): number {
  const id = asInteger(Number(text))
  if (id === undefined) throw new DecodeError('a route', `broker id "${text}" is no integer`)
  return id
}

function brokerAddress(value: unknown): string {
  if (typeof value === 'string') return value
  throw new DecodeError('a route', `a broker address is the ${typeof value} ${String(value)}`)
}
