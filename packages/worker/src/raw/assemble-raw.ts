import type { Clock, Transport } from '@arq/core'
import type { TextLogger } from '@arq/core/internal'

import { AttemptRunner } from '../attempt-runner.js'
import type { RunBudget } from '../intake/run-budget.js'
import type { RawQueue } from '../raw-queue/consume-raw.js'
import type { RecordWriter } from '../records/job-records.js'
import type { ParkedResults } from '../records/parked-results.js'
import { ResultWriter } from '../records/result-writer.js'
import { UnderWayRecords } from '../records/under-way-records.js'
import type { JobEvents } from '../reports/job-events.js'
import type { JobReport } from '../reports/job-report.js'
import type { TaskTrace } from '../reports/task-trace.js'
import type { WorkerCounts } from '../reports/worker-counts.js'
import type { Attempt } from '../run/attempt.js'
import type { Hooks } from '../run/hooks.js'
import type { Outcome, RunResult } from '../run/outcome.js'
import type { ContextSource, RunContext } from '../run/run-context.js'
import type { RunningAttempts } from '../run/running-attempts.js'
import type { RunPolicies } from '../settings/run-policy.js'
import type { DeadLetters } from '../settle/dead-letters.js'
import { EndedHere } from '../settle/ended-here.js'
import type { WorkInHand } from '../settle/work-in-hand.js'
import { RawHold } from './raw-hold.js'
import { RawIntake } from './raw-intake.js'
import { RawReader } from './raw-reader.js'
import { RawReport } from './raw-report.js'
import { RawSettler } from './raw-settler.js'

interface RawParts {
  readonly queues: readonly RawQueue[]
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: TextLogger
  readonly policies: RunPolicies
  readonly deadLetters: DeadLetters
  readonly dlqOf: (queueName: string) => string
  readonly parked: ParkedResults
  readonly writer: RecordWriter
  readonly hooks: Hooks
  readonly contexts: ContextSource
  readonly running: RunningAttempts
  readonly report: JobReport
  readonly events: JobEvents
  readonly counts: WorkerCounts
  readonly trace: TaskTrace | undefined
  readonly work: WorkInHand
  readonly budget: RunBudget
  readonly decide: (attempt: Attempt, result: RunResult, transport: HoldingWorker) => Outcome
  readonly afterEnd: ((context: RunContext) => Promise<void>) | undefined
}

/** Where a message of others waits for its next run, as far as the decision about it needs to know. */
type HoldingWorker = Pick<Transport, 'capabilities' | 'description'>

/**
 * The longest wait of a message between two runs. It is unacknowledged meanwhile, and the broker's own limit for that is
 * 30 minutes unless it was changed: this leaves 15 for the run itself.
 */
const LONGEST_HOLD_MS = 900_000

/** The part of a worker that consumes queues of others. Nothing of their messages is recorded in the store. */
export function assembleRaw(parts: RawParts): readonly RawIntake[] {
  const { queues, transport, clock, policies, hooks, running, report, events, trace, work } = parts
  const { budget } = parts
  if (queues.length === 0) return []
  const { parked, writer, logger, decide } = parts
  const nothing = (): void => undefined
  const results = new ResultWriter({ calls: undefined, parked, onParked: nothing, clock, logger })
  const records = new UnderWayRecords({
    results,
    stopped: undefined,
    clock,
    writer,
    limit: 1,
    onWrite: nothing,
  })
  const runner = new AttemptRunner({
    ...{ records, hooks, running, report, clock, trace },
    contexts: { ...parts.contexts, jobLog: undefined, streams: undefined },
    // Two messages may have one id and be two messages all the same: none is taken for a repetition.
    ended: new EndedHere(1),
    flows: undefined,
  })
  const holding: HoldingWorker = {
    description: transport.description,
    capabilities: { ...transport.capabilities, delay: { grainMs: 1, longestMs: LONGEST_HOLD_MS } },
  }
  return queues.map((queue) => {
    const told = { queue, report, events, counts: parts.counts, logger, dlqOf: parts.dlqOf }
    return new RawIntake({
      ...{ queue, transport, runner, work, afterEnd: parts.afterEnd },
      hold: new RawHold({ clock, budget }),
      reader: new RawReader({ queue, policy: policies.of(queue.task), clock }),
      decide: (attempt, result) => decide(attempt, result, holding),
      settler: new RawSettler({ queue, deadLetters: parts.deadLetters }),
      report: new RawReport(told),
    })
  })
}
