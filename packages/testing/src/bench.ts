import { type Client, type ClientSettings, createClient } from '@arq/client'
import { jsonCodec, type Language, silentLogger } from '@arq/core'
import { MemoryBroker, MemoryRecords, MemoryResultStore, MemoryTransport } from '@arq/memory'

import { EnqueuedLog } from './enqueued-log.js'
import { Gate } from './gate.js'
import { JobRuns } from './job-runs.js'
import { KitTransport } from './kit-transport.js'
import { KitWorker } from './kit-worker.js'
import type { ResolvedTestSettings } from './test-arq-settings.js'
import { TestClock } from './test-clock.js'

/** Settings of a worker that are known once there is a client. */
export type BuiltSettings<X extends object> = Partial<ResolvedTestSettings<X>['worker']> &
  Pick<ResolvedTestSettings<X>['worker'], 'functions'>

/** Client, broker and store of one test, and how it has workers. */
export interface Bench {
  readonly clock: TestClock
  readonly gate: Gate
  readonly client: Client
  readonly clientTransport: KitTransport
  readonly clientStore: MemoryResultStore | undefined
  /** Looks after the broker, whatever is cut off. */
  readonly observer: MemoryTransport
  readonly enqueued: EnqueuedLog
  readonly runs: JobRuns
  readonly patienceMs: number
  readonly language: Language
  /** A worker that takes jobs; its jobs and what its tasks enqueue are noted. */
  readonly startWorker: () => Promise<BenchWorker>
}

/** As much of a worker as a test uses, whatever its tasks need. */
export interface BenchWorker extends Pick<
  KitWorker<never>,
  'transport' | 'store' | 'lose' | 'stop'
> {
  /** Its jobs are no longer noted. */
  readonly unfollow: () => void
}

/** @param build what the worker's settings are beside these, once there is a client */
export async function openBench<X extends object>(
  settings: ResolvedTestSettings<X>,
  build?: (client: Client) => BuiltSettings<X> | Promise<BuiltSettings<X>>,
): Promise<Bench> {
  const { worker, now, startJobs, withoutResultStore, patienceMs, language } = settings
  const clock = new TestClock(now.getTime())
  const broker = new MemoryBroker({ clock })
  const records = withoutResultStore ? undefined : new MemoryRecords({ clock })
  const gate = new Gate(startJobs === 'at-once')
  const enqueued = new EnqueuedLog(settings.codec ?? jsonCodec)
  const runs = new JobRuns()
  const given = { logger: silentLogger, ...worker }
  const parts = { settings: given, broker, clock, gate, records }

  const startWorker = async (): Promise<BenchWorker> => {
    const kit = new KitWorker<X>(parts)
    const unfollowRuns = runs.follow(kit.worker)
    const unfollowEnqueued = kit.worker.on('jobEnqueued', (event) =>
      enqueued.note(event, kit.transport),
    )
    await kit.start()
    const { transport, store } = kit
    const unfollow = (): void => {
      unfollowRuns()
      unfollowEnqueued()
    }
    return { transport, store, lose: () => kit.lose(), stop: () => kit.stop(), unfollow }
  }

  const clientTransport = new KitTransport({ broker, gate })
  const clientStore = records && new MemoryResultStore({ records })
  const client = await createClient({
    ...clientSettings(given),
    transport: clientTransport,
    resultStore: clientStore,
    clock,
  })
  client.on('jobEnqueued', (event) => enqueued.note(event, clientTransport))
  const observer = new MemoryTransport({ broker })
  await observer.connect()
  try {
    if (build) parts.settings = { ...given, ...(await build(client)) }
  } catch (error) {
    await client.close()
    await observer.close()
    throw error
  }
  return {
    ...{ clock, gate, client, clientTransport, clientStore, observer, enqueued, runs },
    ...{ patienceMs, language, startWorker },
  }
}

const SHARED = [
  'onEnqueue',
  'expires',
  'trackQueued',
  'claimLease',
  'enableCompression',
  'codec',
  'encryption',
] as const

/** What a worker and its client have in common. */
function clientSettings(
  settings: ResolvedTestSettings<never>['worker'] | object,
): Partial<ClientSettings> {
  const given = settings as Readonly<Record<string, unknown>>
  const shared = [...SHARED, 'logger', 'queueName'].flatMap((key) =>
    given[key] === undefined ? [] : [[key, given[key]] as const],
  )
  // Each is of the same type in both.
  return Object.fromEntries(shared) as Partial<ClientSettings>
}
