import {
  type AnyTask,
  type Clock,
  ConfigurationError,
  durationToMs,
  errorText,
  type ResultStore,
  type Text,
  type Transport,
  UnsupportedError,
} from '@arq/core'
import {
  delayRefusal,
  KeyLedger,
  limitNameOf,
  portTexts,
  SENT_LEASE_MS,
  type TextLogger,
} from '@arq/core/internal'

import type { RawQueue } from '../raw-queue/consume-raw.js'
import type { StoreCalls } from '../records/store-calls.js'
import type { ConfirmedPublisher } from '../settle/confirmed-publisher.js'
import { texts } from '../texts.js'
import { KeyPlaces, type WatchedLimit } from './key-places.js'

/**
 * Tasks with keys need a store where workers agree on who may run; those with a rate a transport that puts jobs off; those
 * that count together must agree on the total that they share.
 * @throws UnsupportedError `ARQ_UNSUPPORTED`, ConfigurationError `ARQ_CONFIG_INVALID`, naming the task
 */
export function refuseKeysWithout(
  store: Pick<ResultStore, 'entries'> | undefined,
  transport: Pick<Transport, 'capabilities' | 'description'>,
  tasks: readonly AnyTask[],
  raw: readonly Pick<RawQueue, 'task'>[],
): void {
  refuseMixedTotals(tasks)
  for (const setting of ['concurrency', 'rate'] as const) {
    const foreign = raw.find(({ task }) => task[setting])?.task.name
    if (foreign !== undefined)
      throw unsupported(foreign, texts.rawWithKeys({ task: foreign, setting }))
    const keyed = tasks.find((task) => task[setting])?.name
    if (keyed === undefined || store?.entries) continue
    const what = texts.keyedTasks({ task: keyed, setting })
    throw unsupported(keyed, portTexts.needsEntries({ what }), 'entries')
  }
  for (const { name, rate } of tasks) {
    const refusal = rate && delayRefusal(transport, durationToMs(rate.per, 'per'))
    if (!refusal) continue
    const problem = errorText(refusal)
    throw unsupported(name, texts.rateNeedsDelays({ task: name, problem }), 'delays')
  }
}

function refuseMixedTotals(tasks: readonly AnyTask[]): void {
  const seen = new Map<string, AnyTask>()
  for (const task of tasks) {
    if (!task.concurrency) continue
    if (task.rate && task.concurrency.total !== undefined) {
      const text = texts.totalWithRate({ task: task.name })
      throw new ConfigurationError('functions', [{ path: 'concurrency.total', text }])
    }
    const name = task.concurrency.name ?? task.name
    const other = seen.get(name) ?? task
    seen.set(name, other)
    if (other.concurrency?.total === task.concurrency.total) continue
    const text = texts.totalsDiffer({ one: other.name, other: task.name, name })
    throw new ConfigurationError('functions', [{ path: 'concurrency.total', text }])
  }
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
  const limits = watchedLimits(tasks)
  const entries = store?.entries
  if (limits.length === 0 || !entries || !calls) return undefined
  const ledger = new KeyLedger({
    ...{ entries, clock, random },
    leases: { heldMs: leaseMs, sentMs: Math.max(SENT_LEASE_MS, leaseMs) },
    publish: async (message) =>
      (await publisher.publish(message, () => false)).kind === 'confirmed',
  })
  return new KeyPlaces({ ledger, calls, clock, logger, leaseMs, limits })
}

/** Each name once. */
function watchedLimits(tasks: readonly AnyTask[]): readonly WatchedLimit[] {
  const limits = new Map<string, boolean>()
  for (const task of tasks) {
    const name = limitNameOf(task)
    if (name !== undefined) limits.set(name, task.concurrency?.total !== undefined)
  }
  return [...limits].map(([name, isShared]) => ({ name, isShared }))
}
