import {
  type BrokerEvidence,
  type Evidence,
  inspectBroker,
  inspectStore,
  type OutboxEvidence,
  type StoreEvidence,
} from '@arq/admin'
import { toError } from '@arq/core'

import { CONNECTION_DEFAULTS } from '../connection-settings.js'
import { mergeSettings } from '../merge-settings.js'
import { type PartOptions, resultStoreOf, transportOf } from '../worker-parts.js'
import { readWorkerView, type WorkerView } from './worker-view.js'

export interface LookOptions extends PartOptions {
  /** Without one, the worker of the settings is nobody's: what would be told of it is left out. */
  readonly hasModule: boolean
  /** Absent: no outbox is looked at. */
  readonly outbox: LookedOutbox | undefined
}

export interface LookedOutbox {
  readonly url: string
  readonly tablePrefix?: string
}

/**
 * Looks at broker, result store and outbox at once. What cannot be reached is evidence, too.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID`, UnsupportedError `ARQ_UNSUPPORTED` when a package is not installed
 */
export async function look(options: LookOptions): Promise<Evidence> {
  const { settings, overrides, hasModule } = options
  const worker = readWorkerView(mergeSettings(settings, overrides))
  // Nobody said that there is a queue called default.
  const isQueueNamed = hasModule || overrides.has('queueName')
  const [broker, store, outbox] = await Promise.all([
    lookAtBroker(options, isQueueNamed ? worker.queueNames : []),
    lookAtStore(options, worker),
    lookAtOutbox(options),
  ])
  return { broker, worker: hasModule ? worker : undefined, store, outbox }
}

async function lookAtOutbox({ outbox, wiring }: LookOptions): Promise<OutboxEvidence | undefined> {
  if (!outbox) return undefined
  const { openOutboxTable } = await wiring.loadOutbox()
  const table = openOutboxTable({ ...outbox, migrate: false })
  try {
    return { isOpen: true, status: await table.status() }
  } catch (error) {
    return { isOpen: false, error: toError(error) }
  }
}

async function lookAtBroker(
  options: LookOptions,
  queueNames: readonly string[],
): Promise<BrokerEvidence> {
  // A person waits for it.
  const { connectionTimeout } = CONNECTION_DEFAULTS
  return inspectBroker(await transportOf(options, { connectionTimeout }), queueNames)
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
    return await inspectStore(store)
  } catch (error) {
    return { isOpen: false, error: toError(error) }
  } finally {
    await store.close()
  }
}
