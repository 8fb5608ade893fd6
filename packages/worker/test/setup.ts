import type {
  BroadcastSignal,
  Delivery,
  EnqueueOptions,
  JobRecord,
  Logger,
  OutgoingMessage,
} from '@arq/core'
import { isFinal, jsonCodec, PublishNotConfirmed, silentLogger, systemClock } from '@arq/core'
import { errorTexts, EventHub, guardedLogger, JobEnqueuer, JobReader } from '@arq/core/internal'
import type { ManualClock } from '@arq/memory'
import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { afterEach } from '@jest/globals'

import { type RunnableSettings, Worker } from '../src/index.js'

/** What a test may set; transport and store are the bundle's. */
export type TestSettings = Partial<RunnableSettings<object>> &
  Pick<RunnableSettings<object>, 'functions'>

export interface LogLine {
  readonly level: string
  readonly message: string
}

export function recordingLogger(lines: LogLine[]): Logger {
  const at = (level: string) => (message: string) => void lines.push({ level, message })
  const logger: Logger = {
    ...silentLogger,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: () => logger,
  }
  return logger
}

/** The bundles of this file's tests that nobody has closed: a test that fails, or closes one of two, ends all the same. */
const open = new Set<{ close(): Promise<void> }>()
afterEach(async () => {
  for (const bundle of [...open]) await bundle.close()
})

/** A worker, a broker and a store in memory, and the hands to use them; a fresh bundle for every test. */
export async function setup(
  settings: TestSettings,
  options: { clock?: ManualClock; onFailure?: 'degrade' | 'refuse'; broker?: MemoryBroker } = {},
) {
  const { clock, onFailure = 'degrade' } = options
  const broker = options.broker ?? new MemoryBroker(clock ? { clock } : {})
  const store = new MemoryResultStore(clock ? { clock, onFailure } : { onFailure })
  const client = new MemoryTransport({ broker })
  const log: LogLine[] = []
  const transport = new MemoryTransport({ broker })
  const worker = new Worker({
    transport,
    resultStore: store,
    logger: recordingLogger(log),
    ...(clock ? { clock } : {}),
    ...settings,
  })
  // Not before: a worker whose settings are refused leaves nothing open.
  await client.connect()
  await store.connect()
  const enqueuer = new JobEnqueuer({
    transport: client,
    resultStore: store,
    clock: clock ?? systemClock,
    logger: guardedLogger(silentLogger),
    queueName: 'default',
    events: new EventHub(() => undefined),
    settings: {
      codec: jsonCodec,
      onEnqueue: undefined,
      expiresMs: 86_400_000,
      tracksQueued: true,
      claimLeaseMs: 60_000,
      compressAboveBytes: undefined,
      resultTtl: 86_400_000,
    },
  })

  const reader = new JobReader()

  const publish = async (message: Partial<OutgoingMessage> & { body: Uint8Array }) =>
    client.publish({
      queueName: 'default',
      kind: 'job',
      headers: {},
      messageId: 'm',
      ...message,
    })

  const bundle = {
    broker,
    store,
    clock,
    client,
    transport,
    worker,
    log,
    logger: recordingLogger(log),
    publish,
    publishText: async (text: string) => publish({ body: Buffer.from(text) }),
    broadcast: async (signal: BroadcastSignal) => client.broadcast(signal),

    async enqueue(task: unknown, args: unknown = [], how: EnqueueOptions = {}) {
      const draft = enqueuer.draft(reader.readCall(task, args, how))
      return enqueuer.enqueue(draft, () => draft.message.jobId)
    },

    /** Resolves with the job's record once `wanted` holds. */
    async until(jobId: string, wanted: (record: JobRecord) => boolean): Promise<JobRecord> {
      return untilRecord(store, jobId, wanted)
    },
    async ended(jobId: string): Promise<JobRecord> {
      return untilRecord(store, jobId, ({ status }) => isFinal(status))
    },

    /** The next `count` messages of a queue; they are acknowledged. */
    async take(queueName: string, count = 1): Promise<Delivery[]> {
      const taken: Delivery[] = []
      let done: () => void = () => undefined
      const all = new Promise<void>((resolve) => (done = resolve))
      const subscription = await client.consume(queueName, { prefetch: count }, (delivery) => {
        delivery.ack()
        taken.push(delivery)
        if (taken.length === count) done()
      })
      await all
      await subscription.close()
      return taken
    },

    async close() {
      open.delete(bundle)
      const stopped = worker.stop()
      // A stop may wait for the clock: for tasks that heed no signal, for instance.
      if (clock) await clock.advance('60s')
      await stopped
      await client.close()
      await store.close()
    },
  }
  open.add(bundle)
  return bundle
}

/** Resolves with a job's record once `wanted` holds. */
export async function untilRecord(
  store: Pick<MemoryResultStore, 'get' | 'subscribe'>,
  jobId: string,
  wanted: (record: JobRecord) => boolean,
): Promise<JobRecord> {
  let look: () => void = () => undefined
  const found = new Promise<JobRecord>((resolve, reject) => {
    look = () => {
      store.get(jobId).then((record) => {
        if (record && wanted(record)) resolve(record)
      }, reject)
    }
  })
  const release = await store.subscribe((changed) => {
    if (changed === jobId) look()
  })
  look()
  const record = await found
  await release()
  return record
}

/** A promise and the hand that settles it. */
export function latch<T = void>() {
  let open: (value: T) => void = () => undefined
  const opened = new Promise<T>((resolve) => (open = resolve))
  return { opened, open }
}

/** What a transport says of a message that is larger than it allows. */
export const tooLarge = (): PublishNotConfirmed =>
  new PublishNotConfirmed({
    code: 'ARQ_PUBLISH_TOO_LARGE',
    text: errorTexts.closed({ what: 'a message of that size' }),
    scope: 'message',
  })
