import { type ResultStore, toError, type Transport } from '@arq/core'
import type { BrokerInspection } from '@arq/core/internal'

import { CHECKS } from './checks.js'
import type { BrokerEvidence, Evidence, StoreEvidence } from './evidence.js'
import type { Finding } from './finding.js'

/** A transport that can tell what its broker shows: ours can, somebody else's need not. */
interface Inspectable {
  inspectBroker(queueNames: readonly string[]): Promise<BrokerInspection>
}

/** Looks at the broker of a transport, connected or not. One that cannot be reached is evidence, too. */
export async function inspectBroker(
  transport: Transport,
  queueNames: readonly string[],
): Promise<BrokerEvidence> {
  if (!isInspectable(transport)) return { isLooked: false, object: transport.constructor.name }
  return { isLooked: true, inspection: await transport.inspectBroker(queueNames) }
}

function isInspectable(transport: Transport): transport is Transport & Inspectable {
  return typeof Reflect.get(transport, 'inspectBroker') === 'function'
}

/** A store that can be looked at more closely: ours in Redis can, somebody else's need not. */
interface InspectableStore {
  inspectStore(): Promise<object>
}

function canTellMore(store: ResultStore): store is ResultStore & InspectableStore {
  return typeof Reflect.get(store, 'inspectStore') === 'function'
}

/** Looks at an open store. One that cannot be asked is evidence, too. */
export async function inspectStore(store: ResultStore): Promise<StoreEvidence> {
  try {
    const health = await store.healthCheck()
    const stats = health.isHealthy ? await store.stats() : undefined
    const seen = health.isHealthy && canTellMore(store) ? await store.inspectStore() : {}
    const details = { ...stats?.details, ...seen }
    const keepsEntries = store.entries !== undefined
    return { isOpen: true, health, storeType: stats?.storeType, details, keepsEntries }
  } catch (error) {
    return { isOpen: false, error: toError(error) }
  }
}

/** What there is to say of what was seen. Pure. */
export const judgeEvidence = (evidence: Evidence): readonly Finding[] =>
  CHECKS.flatMap((check) => check.judge(evidence))
