import { type AnyTask, type Clock, type ResultStore, type Text, UnsupportedError } from '@arq/core'
import { KeyLedger, portTexts, SENT_LEASE_MS, type TextLogger } from '@arq/core/internal'

import type { RawQueue } from '../raw-queue/consume-raw.js'
import type { StoreCalls } from '../records/store-calls.js'
import type { ConfirmedPublisher } from '../settle/confirmed-publisher.js'
import { texts } from '../texts.js'
import { KeyPlaces } from './key-places.js'

/**
 * Tasks with keys need a store where workers agree on who may run.
 * @throws UnsupportedError `ARQ_UNSUPPORTED` naming the task
 */
export function refuseKeysWithout(
  store: Pick<ResultStore, 'entries'> | undefined,
  tasks: readonly AnyTask[],
  raw: readonly Pick<RawQueue, 'task'>[],
): void {
  const foreign = raw.find(({ task }) => task.concurrency)?.task.name
  if (foreign !== undefined) throw unsupported(foreign, texts.rawWithKeys({ task: foreign }))
  const keyed = tasks.find(({ concurrency }) => concurrency)?.name
  if (keyed === undefined || store?.entries) return
  const what = texts.keyedTasks({ task: keyed })
  throw unsupported(keyed, portTexts.needsEntries({ what }), 'entries')
}

const unsupported = (task: string, text: Text, missing?: string): UnsupportedError =>
  new UnsupportedError(text, missing === undefined ? { task } : { task, missing })

interface KeysParts {
  readonly store: ResultStore | undefined
  readonly calls: StoreCalls | undefined
  readonly tasks: readonly AnyTask[]
  readonly publisher: ConfirmedPublisher
  readonly clock: Clock
  readonly logger: TextLogger
  readonly leaseMs: number
  readonly random: () => number
}

/** @returns `undefined` where no task has keys: nothing is done for them */
export function assembleKeys(parts: KeysParts): KeyPlaces | undefined {
  const { store, calls, tasks, publisher, clock, logger, leaseMs, random } = parts
  const limits = tasks.flatMap(({ concurrency, name }) =>
    concurrency ? [concurrency.name ?? name] : [],
  )
  const entries = store?.entries
  if (limits.length === 0 || !entries || !calls) return undefined
  const ledger = new KeyLedger({
    ...{ entries, clock, random },
    leases: { heldMs: leaseMs, sentMs: Math.max(SENT_LEASE_MS, leaseMs) },
    publish: async (message) =>
      (await publisher.publish(message, () => false)).kind === 'confirmed',
  })
  return new KeyPlaces({ ledger, calls, clock, logger, leaseMs, limits: [...new Set(limits)] })
}
