import type { BrokerInspection } from '@arq/core/internal'

import type { Evidence } from './evidence.js'

export type OpenAmqp = Extract<BrokerInspection['amqp'], { readonly isOpen: true }>
export type OpenManagement = Extract<BrokerInspection['management'], { readonly isOpen: true }>
type ListedQueue = OpenManagement['queues'][number]

export function inspectionOf({ broker }: Evidence): BrokerInspection | undefined {
  return broker.isLooked ? broker.inspection : undefined
}

export function amqpOf(evidence: Evidence): OpenAmqp | undefined {
  const amqp = inspectionOf(evidence)?.amqp
  return amqp?.isOpen === true ? amqp : undefined
}

export function managementOf(evidence: Evidence): OpenManagement | undefined {
  const management = inspectionOf(evidence)?.management
  return management?.isOpen === true ? management : undefined
}

/** The queues in which delayed messages wait; none when nobody told of them. */
export function bucketsOf(evidence: Evidence): readonly ListedQueue[] {
  const prefix = inspectionOf(evidence)?.delays.bucketPrefix
  const queues = managementOf(evidence)?.queues ?? []
  return prefix === undefined ? [] : queues.filter(({ name }) => name.startsWith(prefix))
}

/** How messages wait that are for later; `undefined`: it could not be told. */
export function delayMechanismOf(
  evidence: Evidence,
): 'none' | 'plugin' | 'ttl' | 'compat' | undefined {
  const delays = inspectionOf(evidence)?.delays
  if (delays?.asked !== 'auto') return delays?.asked
  if (delays.hasPlugin === undefined) return undefined
  return delays.hasPlugin ? 'plugin' : 'ttl'
}
