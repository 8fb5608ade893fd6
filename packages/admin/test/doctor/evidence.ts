import type { QueueInfo } from '@arq/core'
import type {
  BrokerInspection,
  InspectedQueue,
  ListedQueue,
  ManagementView,
} from '@arq/core/internal'

import { CHECKS } from '../../src/doctor/checks.js'
import type { Evidence } from '../../src/doctor/evidence.js'
import type { OpenManagement } from '../../src/doctor/seen-broker.js'

export const DUE = 'arq.delay.due'
export const UNDELIVERABLE = 'arq.undeliverable'
const BUCKET_ARGUMENTS = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': DUE }

/** What AMQP says of a queue. */
export const info = (name: string, ready: number, consumers: number): QueueInfo => ({
  name,
  ready,
  consumers,
  unacknowledged: undefined,
  type: undefined,
})

/** What the management API says of one. */
export const listed = (name: string, figures: Partial<ListedQueue> = {}): ListedQueue => ({
  name,
  type: 'quorum',
  arguments: {},
  isDurable: true,
  isExclusive: false,
  isAutoDelete: false,
  messages: 0,
  deadLettering: 0,
  policy: {},
  ...figures,
})

export const bucket = (figures: Partial<ListedQueue> = {}): ListedQueue =>
  listed('arq.delay.b.1000', { arguments: BUCKET_ARGUMENTS, ...figures })

export const inspected = (figures: Partial<InspectedQueue> = {}): InspectedQueue => ({
  name: 'orders',
  deadLetterQueue: 'orders.dlq',
  parkedResultsQueue: 'arq.results.orders',
  differences: [],
  settleDeadline: { limitMs: 1_800_000, saidBy: 'settings' },
  ...figures,
})

export const openManagement = (seen: Partial<OpenManagement> = {}): ManagementView => ({
  isOpen: true,
  address: 'http://broker:15672',
  queues: [listed(DUE), bucket()],
  clockAheadMs: 300,
  nodes: [{ name: 'rabbit@broker', configFiles: ['/etc/rabbitmq/advanced.config'] }],
  ...seen,
})

export const openAmqp = (
  queues: readonly QueueInfo[] = [],
  brokerVersion: string | undefined = '3.10.8',
): BrokerInspection['amqp'] => ({
  isOpen: true,
  brokerVersion,
  queues: new Map(
    [info(DUE, 0, 1), info('orders', 0, 1), ...queues].map((queue) => [queue.name, queue]),
  ),
})

/** A site where all is well, but for what is given. */
export function site(
  seen: Partial<BrokerInspection> = {},
  rest: Partial<Omit<Evidence, 'broker'>> = {},
): Evidence {
  const inspection: BrokerInspection = {
    where: 'amqp://broker:5672',
    virtualHost: '/',
    amqp: openAmqp(),
    management: openManagement(),
    delays: delays(),
    queues: [inspected()],
    ...seen,
  }
  return {
    broker: { isLooked: true, inspection },
    worker: { neededMs: 335_000 },
    store: undefined,
    ...rest,
  }
}

export const delays = (
  seen: Partial<BrokerInspection['delays']> = {},
): BrokerInspection['delays'] => ({
  asked: 'auto',
  hasPlugin: false,
  dueQueue: DUE,
  undeliverableQueue: UNDELIVERABLE,
  bucketPrefix: 'arq.delay.b.',
  ...seen,
})

/** Redis as its store tells of it. */
export const redis = (details: Readonly<Record<string, unknown>>): Partial<Evidence> => ({
  store: { isOpen: true, health: { isHealthy: true, latencyMs: 1 }, storeType: 'redis', details },
})

/** All findings, as `state code`. */
export const judged = (evidence: Evidence): readonly string[] =>
  CHECKS.flatMap((check) => check.judge(evidence)).map(({ state, code }) => `${state} ${code}`)
