import { type ResultStore, toError, type Transport } from '@arq/core'

import { CONNECTION_DEFAULTS } from '../connection-settings.js'
import { mergeSettings } from '../merge-settings.js'
import type { BrokerInspection } from '../wiring.js'
import { type PartOptions, resultStoreOf, transportOf } from '../worker-parts.js'
import type { BrokerEvidence, Evidence, StoreEvidence } from './evidence.js'
import { readWorkerView, type WorkerView } from './worker-view.js'

export interface LookOptions extends PartOptions {
  /** Without one, the worker of the settings is nobody's: what would be told of it is left out. */
  readonly hasModule: boolean
}

/** A transport that can tell what its broker shows: ours can, somebody else's need not. */
interface Inspectable {
  inspectBroker(queueNames: readonly string[]): Promise<BrokerInspection>
}

/**
 * Looks at broker and result store at once. What cannot be reached is evidence, too.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID`, UnsupportedError `ARQ_UNSUPPORTED` when a package is not installed
 */
export async function look(options: LookOptions): Promise<Evidence> {
  const { settings, overrides, hasModule } = options
  const worker = readWorkerView(mergeSettings(settings, overrides))
  // Nobody said that there is a queue called default.
  const isQueueNamed = hasModule || overrides.has('queueName')
  const [broker, store] = await Promise.all([
    lookAtBroker(options, isQueueNamed ? worker.queueNames : []),
    lookAtStore(options, worker),
  ])
  return { broker, worker: hasModule ? worker : undefined, store }
}

async function lookAtBroker(
  options: LookOptions,
  queueNames: readonly string[],
): Promise<BrokerEvidence> {
  // A person waits for it.
  const { connectionTimeout } = CONNECTION_DEFAULTS
  const transport = await transportOf(options, { connectionTimeout })
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

async function lookAtStore(
  options: LookOptions,
  { keepsResults }: WorkerView,
): Promise<StoreEvidence | undefined> {
  if (!keepsResults) return undefined
  const store = await resultStoreOf(options)
  if (!store) return undefined
  try {
    await store.connect()
    return await askStore(store)
  } catch (error) {
    return { isOpen: false, error: toError(error) }
  } finally {
    await store.close()
  }
}

async function askStore(store: ResultStore): Promise<StoreEvidence> {
  const health = await store.healthCheck()
  const stats = health.isHealthy ? await store.stats() : undefined
  const seen = health.isHealthy && canTellMore(store) ? await store.inspectStore() : {}
  const details = { ...stats?.details, ...seen }
  return { isOpen: true, health, storeType: stats?.storeType, details }
}
