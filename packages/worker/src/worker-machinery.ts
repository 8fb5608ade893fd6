import type {
  EnqueueEvent,
  Health,
  JobEvent,
  ResultStore,
  Transport,
  WorkerContext,
} from '@arq/core'
import {
  endedChildren,
  type EventSink,
  lineTexts,
  Offloading,
  parkedResultsQueueOf,
  PayloadAccess,
  StreamNews,
  type TextLogger,
  unreadableChildren,
} from '@arq/core/internal'

import { AttemptRunner } from './attempt-runner.js'
import { Burst } from './burst/burst.js'
import { assembleControl } from './control/assemble-control.js'
import type { ControlEvent } from './control/control-event.js'
import type { LoopLag } from './control/loop-lag.js'
import type { SelfReport } from './control/self-report.js'
import type { WorkerControl } from './control/worker-control.js'
import { Suspects } from './crashes/suspects.js'
import { DurableFeatures } from './durable-features.js'
import { FlowEnds } from './flows/flow-ends.js'
import { FlowStarts } from './flows/flow-starts.js'
import { Admission } from './intake/admission.js'
import { DeliveryReader } from './intake/delivery-reader.js'
import { QueueIntake } from './intake/queue-intake.js'
import { QueuePauses } from './intake/queue-pauses.js'
import { RunBudget } from './intake/run-budget.js'
import { Slots } from './intake/slots.js'
import { StoredArguments } from './intake/stored-arguments.js'
import { WaitingJobs } from './intake/waiting-jobs.js'
import { JobProcessor } from './job-processor.js'
import { assembleKeys } from './keys/assemble-keys.js'
import type { KeyPlaces } from './keys/key-places.js'
import { assembleRaw } from './raw/assemble-raw.js'
import type { RawIntake } from './raw/raw-intake.js'
import type { RawQueue } from './raw-queue/consume-raw.js'
import { RecordWriter } from './records/job-records.js'
import { ParkedResults } from './records/parked-results.js'
import { ParkedWatch } from './records/parked-watch.js'
import { ResultWriter } from './records/result-writer.js'
import { StoppedView } from './records/stopped-view.js'
import { StoreCalls } from './records/store-calls.js'
import { UnderWayRecords } from './records/under-way-records.js'
import { JobEvents } from './reports/job-events.js'
import { JobReport } from './reports/job-report.js'
import { TaskTrace } from './reports/task-trace.js'
import type { WorkerCounts } from './reports/worker-counts.js'
import type { Attempt } from './run/attempt.js'
import { Hooks } from './run/hooks.js'
import { SIGNAL_GRACE_MS } from './run/live-attempt.js'
import { decideOutcome, type Outcome, type RunResult } from './run/outcome.js'
import type { ContextSource, RunContext } from './run/run-context.js'
import { RunningAttempts } from './run/running-attempts.js'
import { createTaskEnqueuer } from './run/task-enqueuer.js'
import type { ResolvedWorkerSettings } from './settings/resolve-worker-settings.js'
import type { RunPolicies } from './settings/run-policy.js'
import type { TaskRegistry } from './settings/task-registry.js'
import { concurrencyOf, slotCountOf, workerQueues } from './settings/worker-queues.js'
import { ConfirmedPublisher } from './settle/confirmed-publisher.js'
import { DeadLetters } from './settle/dead-letters.js'
import { EndedHere } from './settle/ended-here.js'
import { JointEnds } from './settle/joint-ends.js'
import { OwnRetries } from './settle/own-retries.js'
import { ParentNews } from './settle/parent-news.js'
import { Replies } from './settle/replies.js'
import { Settlement } from './settle/settlement.js'
import { Settler } from './settle/settler.js'
import { StoredPayloads } from './settle/stored-payloads.js'
import { WorkInHand } from './settle/work-in-hand.js'
import { StoredRuns } from './stored-runs.js'
import { DurableRun } from './suspend/durable-run.js'
import { JobTurns } from './suspend/job-turns.js'
import { UniqueRuns } from './unique/unique-runs.js'

/** The parts of a worker that its life cycle deals with. */
export interface WorkerMachinery {
  readonly intakes: readonly QueueIntake[]
  /** Of queues that are not arq's. */
  readonly raw: readonly RawIntake[]
  readonly slots: Slots<Attempt>
  readonly waiting: WaitingJobs
  readonly running: RunningAttempts
  readonly suspects: Suspects
  readonly pauses: QueuePauses
  readonly control: WorkerControl
  readonly self: SelfReport
  readonly lag: LoopLag
  readonly processor: JobProcessor
  readonly work: WorkInHand
  readonly publisher: ConfirmedPublisher
  readonly results: ResultWriter
  readonly flows: FlowEnds
  /** Absent where no task has keys. */
  readonly keys: KeyPlaces | undefined
  /** Absent where there is no store, as {@link parkedWatch}. */
  readonly calls: StoreCalls | undefined
  readonly parkedWatch: ParkedWatch | undefined
  /** Absent where there is no store. */
  readonly streamNews: StreamNews | undefined
  readonly hooks: Hooks
  readonly context: WorkerContext<object>
  /** Absent but in burst mode. */
  readonly burst: Burst | undefined
}

interface MachineryParts {
  readonly settings: ResolvedWorkerSettings
  readonly tasks: TaskRegistry
  readonly policies: RunPolicies
  readonly raw: readonly RawQueue[]
  /** Absent: results go to the clients that ask for them, and are kept nowhere. */
  readonly store: ResultStore | undefined
  readonly logger: TextLogger
  readonly counts: WorkerCounts
  readonly workerId: string
  readonly workerName: string
  readonly health: () => Health
  /** Tells of what people asked of it while it runs. */
  readonly emit: (event: ControlEvent) => void
  /** Of the jobs: what their runs come to, and what their tasks enqueue. */
  readonly hub: EventSink<JobEvent | EnqueueEvent>
  /** Somebody asked it to end. */
  readonly onEnd: () => void
  /** Aborts when the worker stops. */
  readonly signal: AbortSignal
}

/** Puts a worker together. Nothing runs, and nothing is connected to, before its life cycle says so. */
export function assembleMachinery(parts: MachineryParts): WorkerMachinery {
  const { settings, tasks, policies, store, logger, counts, workerId, hub } = parts
  const { transport, clock } = settings
  const queues = workerQueues(settings)
  const dlqOf = (queue: string): string => settings.dlqName ?? transport.deadLetterQueueOf(queue)

  const calls = store && new StoreCalls({ store, clock, logger })
  const parked = new ParkedResults({ transport, clock, logger })
  const parkedQueues = queues.map(({ name }) => parkedResultsQueueOf(name))
  const parkedWatch =
    calls && new ParkedWatch({ calls, queues: parkedQueues, transport, clock, logger })
  const onParked = (): void => parkedWatch?.parked()
  const results = new ResultWriter({ calls, parked, onParked, clock, logger })
  const publisher = new ConfirmedPublisher({ transport, clock, logger })
  const deadLetters = new DeadLetters({ publisher, clock, logger, workerId, dlqOf })
  const limit = settings.prefetchCount * queues.length
  const ended = new EndedHere(limit)
  const replies = new Replies({ transport, logger })
  const writer = new RecordWriter(workerId, clock)
  const entries = store?.entries
  const turns = entries && new JobTurns({ entries, results, clock })
  const reader = new DeliveryReader([settings.enqueue.codec, ...settings.codecs])
  const flows = new FlowEnds({
    ...{ publisher, clock, logger },
    calls: entries && calls,
    codecOf: (contentType) => reader.codecOf(contentType),
  })
  const { unknownTaskGraceMs } = settings
  const { encryption: cipher, payloads, compressAboveBytes } = settings.enqueue
  const offloading = payloads && new Offloading({ ...payloads, clock, compressAboveBytes })
  const admission = new Admission({
    reader,
    tasks,
    policies,
    clock,
    transport,
    unknownTaskGraceMs,
    sealing: cipher && { cipher, compressAboveBytes },
    hasEntries: store?.entries !== undefined,
  })
  const storedArguments = new StoredArguments({
    ...{ offloading, admission, transport, clock },
    onFetched: () => report.payloadFetched(),
  })
  const unique = new UniqueRuns({
    ...{ results, publisher, clock },
    admission: { take: (delivery) => stored.admitted(admission.take(delivery)) },
  })
  const settler = new Settler({
    ...{ publisher, deadLetters, replies, results, ended, writer, turns, unique },
    parents: new ParentNews(flows),
  })
  const work = new WorkInHand({ settler, clock, logger })

  const hooks = new Hooks(settings, logger)
  const streamNews = store && new StreamNews(store)
  const context = contextOf({ ...parts, streamNews }, queues[0]?.name ?? 'default')
  const events = new JobEvents({ hub, workerId, clock })
  const report = new JobReport({ counts, logger, clock, dlqOf, knownTasks: tasks.names, events })
  const running = new RunningAttempts()
  const onWrite = (written: Promise<void>, { delivery }: Attempt): void =>
    work.track(written, delivery)
  const stopped = calls?.canTellStopped === true ? new StoppedView(calls, clock) : undefined
  const records = new UnderWayRecords({ results, stopped, clock, writer, limit, onWrite })
  const runner = new AttemptRunner({
    records,
    hooks,
    contexts: turns
      ? {
          ...context,
          durable: (attempt, live, job) => {
            const parts = { attempt, live, turns, clock, transport, random: randomShare }
            return new DurableFeatures({ job, run: new DurableRun(parts), seal: attempt.seal })
          },
        }
      : context,
    running,
    report,
    clock,
    ended,
    flows: new FlowStarts(results),
    trace: traceOf(settings),
  })

  const stored = new StoredRuns({ runner, stored: storedArguments, turns })
  const pauses = new QueuePauses([
    ...queues.map(({ name }) => name),
    ...parts.raw.map(({ queueName }) => queueName),
  ])
  const slots = new Slots<Attempt>(concurrencyOf(settings), queues, (name) => pauses.has(name))
  const waiting = new WaitingJobs({ slots, settler, counts, clock })
  const decide = (
    attempt: Attempt,
    result: RunResult,
    waitsIn: Pick<Transport, 'capabilities' | 'description'> = transport,
  ): Outcome =>
    decideOutcome(result, {
      jobTry: attempt.message.jobTry,
      policy: attempt.policy,
      transport: waitsIn,
      nowMs: clock.now(),
      random: randomShare,
    })
  const together = new JointEnds({ results, settler, report, work, writer })
  const afterEnd = hooks.has('afterJobEnd')
    ? (ended: RunContext): Promise<void> => hooks.job('afterJobEnd', ended)
    : undefined
  const retries = settings.burst && new OwnRetries(clock)
  const settlement = new Settlement({
    ...{ decide, settler, together, report, afterEnd, retries },
    payloads:
      offloading &&
      new StoredPayloads({
        ...{ offloading, ended, clock, logger },
        isRecorded: store !== undefined,
        signal: results.endsSignal,
      }),
  })
  const limits = { prefetch: settings.prefetchCount, neededMs: neededMs(parts) }
  const suspects = new Suspects({
    ...{ workerId, transport, queues, pauses, slots, settler, results, work, ended, clock, logger },
    mostCrashes: settings.maxDeliveries,
    neededMs: limits.neededMs,
  })
  const budget = new RunBudget(settings.burst?.mostJobs)
  const keys = assembleKeys({
    ...{ store, calls, publisher, clock, logger },
    ...{ tasks: tasks.all, leaseMs: settings.keyLeaseMs, random: randomShare },
  })
  const processor = new JobProcessor({
    ...{ admission, slots, pauses, suspects, runner, stored, settlement, settler, results, report },
    ...{ work, retries, budget, turns, keys, unique },
  })
  const accept = processor.accept.bind(processor)
  const intakes = queues.map(
    (queue) => new QueueIntake({ queue, transport, clock, logger, limits, accept, waiting }),
  )
  const raw = assembleRaw({
    ...{ transport, clock, logger, policies, deadLetters, dlqOf, parked, writer, hooks, running },
    ...{ report, events, counts, work, budget, decide, afterEnd },
    queues: parts.raw,
    contexts: context,
    trace: traceOf(settings),
  })
  const burst =
    settings.burst &&
    retries &&
    new Burst({
      ...settings.burst,
      ...{ transport, queues, raw, slots, processor, budget, work, retries, clock, logger },
      signal: parts.signal,
    })

  const {
    control,
    report: self,
    lag,
  } = assembleControl({
    ...parts,
    ...{ transport, clock, queues, intakes, raw, pauses, slots, waiting, running, suspects, work },
    slotCount: slotCountOf(settings, parts.raw),
    fillSlots: processor.fillSlots.bind(processor),
  })
  return {
    ...{
      intakes,
      raw,
      slots,
      waiting,
      running,
      suspects,
      pauses,
      control,
      self,
      lag,
      processor,
      work,
    },
    ...{ publisher, results, flows, keys, calls, parkedWatch, streamNews, hooks, context, burst },
  }
}

function contextOf(
  {
    settings,
    store,
    streamNews: news,
    logger,
    workerId,
    hub: events,
  }: MachineryParts & Pick<WorkerMachinery, 'streamNews'>,
  queueName: string,
): ContextSource {
  const { jobLogBytes: limitBytes, clock } = settings
  const { payloads } = settings.enqueue
  const lineText = lineTexts(logger.language ?? 'en', clock)
  return {
    workerId,
    extra: {},
    logger: settings.logger.child({ logger: 'task' }),
    client: createTaskEnqueuer({ settings, resultStore: store, logger, queueName, events }),
    childrenOf: (jobId) => () =>
      store?.entries
        ? endedChildren(store, store.entries, jobId, {
            cipher: settings.enqueue.encryption,
            codec: settings.enqueue.codec,
            payloads: payloads && new PayloadAccess(payloads.store, clock),
          })
        : unreadableChildren(),
    jobLog: store && limitBytes > 0 ? { limitBytes, lineText } : undefined,
    durable: undefined,
    streams: store && news && { store, news, clock },
  }
}

function traceOf({ traceTasks, logger, redact }: ResolvedWorkerSettings): TaskTrace | undefined {
  return traceTasks
    ? new TaskTrace({ logger: logger.child({ logger: 'task' }), redact })
    : undefined
}

/** How long a job may stay unsettled once it was started: the longest run, its grace time, and a stop. */
function neededMs({ settings, tasks, policies }: MachineryParts): number {
  return policies.longestRunMs(tasks.all) + SIGNAL_GRACE_MS + settings.gracefulTimeoutMs
}

/** From 0 to below 1. */
const randomShare = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32
