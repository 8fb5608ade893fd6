import {
  ConfigurationError,
  type EnqueueOptions,
  type Flow,
  jsonCodec,
  silentLogger,
  systemClock,
} from '@arq/core'
import {
  flowJobId,
  flowNodes,
  flowTexts,
  guardedLogger,
  isFlow,
  JobEnqueuer,
  JobReader,
  newJobId,
  type RawArguments,
  type ResolvedEnqueueSettings,
} from '@arq/core/internal'
import { MemoryTransport } from '@arq/memory'

import { enqueuedJob, type EnqueuedTestJob } from './enqueued-job.js'

/** Only what checks and encodes a job counts: nothing is sent, and nothing recorded. */
const AS_A_CLIENT: ResolvedEnqueueSettings = {
  codec: jsonCodec,
  onEnqueue: undefined,
  expiresMs: 86_400_000,
  tracksQueued: false,
  claimLeaseMs: 60_000,
  compressAboveBytes: undefined,
  resultTtl: 86_400_000,
}

/** Jobs that are checked and encoded as by a client, and not sent. */
export class Drafts {
  readonly #enqueuer: JobEnqueuer
  readonly #reader = new JobReader()

  /** @param now what the clock says, milliseconds since 1970 */
  constructor(now: () => number) {
    this.#enqueuer = new JobEnqueuer({
      // Only asked what it can do: it is never opened.
      transport: new MemoryTransport(),
      resultStore: undefined,
      clock: { ...systemClock, now },
      logger: guardedLogger(silentLogger),
      queueName: 'default',
      settings: AS_A_CLIENT,
      events: { emit: () => undefined, hears: () => false },
    })
  }

  /** @throws ConfigurationError, InvalidArguments or SerializationError, as a client does */
  draft(enqueueable: unknown, args?: unknown, options: EnqueueOptions = {}): EnqueuedTestJob {
    const { message, priority, dueAtMs, body } = this.#enqueuer.draft(
      this.#reader.readCall(enqueueable, args, options),
    )
    const dueAt = dueAtMs === undefined ? undefined : new Date(dueAtMs)
    const how = { headers: { ...options.headers }, priority, dueAt }
    return enqueuedJob({ ...message, ...argumentsIn(body) }, how)
  }

  /** Each job of a flow, the root first. @throws as {@link draft} does */
  draftFlow(root: Flow, rootId = newJobId()): readonly EnqueuedTestJob[] {
    if (!isFlow(root)) {
      throw new ConfigurationError('enqueueFlow()', [{ path: 'flow', text: flowTexts.notAFlow() }])
    }
    return flowNodes(root).map(({ flow: { task, args, options }, number }) =>
      this.draft(task, args, { ...options, jobId: flowJobId(rootId, number) }),
    )
  }
}

/** As they arrive. */
const argumentsIn = (body: Uint8Array): RawArguments => {
  const { args, kwargs } = jsonCodec.decode(body) as RawArguments
  return { args, kwargs }
}
