import type { Clock } from '@arq/core'
import { isDeadLetter } from '@arq/core/internal'

import type { FlowStarts } from './flows/flow-starts.js'
import type { UnderWayRecords } from './records/under-way-records.js'
import type { JobReport } from './reports/job-report.js'
import type { TaskTrace } from './reports/task-trace.js'
import { type Attempt, expiredError } from './run/attempt.js'
import { callTask } from './run/call-task.js'
import type { Hooks } from './run/hooks.js'
import { LiveAttempt } from './run/live-attempt.js'
import { isOfFlow, isReleased } from './run/of-flow.js'
import type { RunResult } from './run/outcome.js'
import { type ContextSource, RunContext } from './run/run-context.js'
import type { RunningAttempts } from './run/running-attempts.js'
import type { EndedHere } from './settle/ended-here.js'

interface AttemptRunnerParts {
  readonly records: UnderWayRecords
  readonly hooks: Hooks
  readonly contexts: ContextSource
  readonly running: RunningAttempts
  readonly report: JobReport
  readonly clock: Clock
  readonly ended: EndedHere
  /** Absent where there are no jobs of flows. */
  readonly flows: FlowStarts | undefined
  /** Absent: nobody wants to know. */
  readonly trace: TaskTrace | undefined
}

/** What an attempt's time in its slot came to. */
export type AttemptEnd =
  | { readonly kind: 'ran'; readonly result: RunResult; readonly context: RunContext }
  /** The job has ended before, or a later attempt of it is on its way. */
  | { readonly kind: 'duplicate'; readonly context: RunContext }
  /** Another message of the job has taken the place of this one. */
  | { readonly kind: 'obsolete' }
  /** The broker has given the delivery to somebody else. */
  | { readonly kind: 'stale' }

/** The steps of an attempt in its slot: record its start → `onJobStart` → task → hooks of the end. */
export class AttemptRunner {
  readonly #parts: AttemptRunnerParts

  constructor(parts: AttemptRunnerParts) {
    this.#parts = parts
  }

  contextOf(attempt: Attempt): RunContext {
    const { contexts, records, report } = this.#parts
    return new RunContext(contexts, attempt, {
      progressed(reported) {
        records.progressed(reported)
        report.progressed(reported)
      },
      used: (reported, amounts) => report.used(reported, amounts),
    })
  }

  run(attempt: Attempt): Promise<AttemptEnd> {
    if (attempt.delivery.isStale) return Promise.resolve(STALE)
    const { running, clock } = this.#parts
    attempt.startedAtMs = clock.now()
    attempt.startedMonotonicMs = clock.monotonicNow()
    const live = new LiveAttempt(attempt, this.contextOf(attempt), clock)
    running.add(live)
    return this.#steps(live)
  }

  /**
   * Takes the job's record over, for an attempt that will run, or that will end without a run.
   * @returns `repeated`: the same try had begun elsewhere; `notStarted` when it has to wait for the store, and the worker
   * ends or the delivery is gone; `obsolete`: of a flow, another message of the job has taken the place of this one
   */
  async begin(
    attempt: Attempt,
  ): Promise<'begun' | 'repeated' | 'duplicate' | 'notStarted' | 'obsolete'> {
    const { records, ended } = this.#parts
    const hasEnded = ended.has(attempt)
    if (hasEnded && !records.tellOf(attempt)) return 'duplicate'
    // `stale`: a newer job has this id. This one goes on all the same; the store refuses what it would write.
    const { flows } = this.#parts
    if (flows && isReleased(attempt)) {
      const claimed = await flows.claim(attempt)
      if (claimed !== 'mine') return claimed
    }
    const outcome = await records.begin(attempt)
    if (outcome === 'notStarted') return outcome
    // The job was retried with its flow: the message of that enqueue runs it.
    if (outcome === 'stale' && isOfFlow(attempt)) return 'obsolete'
    if (outcome === 'final' || hasEnded) return 'duplicate'
    return outcome === 'repeated' ? 'repeated' : 'begun'
  }

  /** One function from the slot to the end of the run: each more that waits costs every job two turns of the microtasks. */
  async #steps(live: LiveAttempt): Promise<AttemptEnd> {
    const { hooks } = this.#parts
    const { attempt, context } = live
    try {
      const asked = this.#mustAsk(attempt) ? await this.#ask(live) : undefined
      if (asked) return asked
      const unrun = live.stopped ?? this.#beginRun(live)
      if (unrun) return this.#ran(live, unrun)
      if (hooks.has('onJobStart')) await live.userStep(hooks.job('onJobStart', context))
      let result = live.stopped
      if (!result) {
        const run = callTask(attempt, context, hooks.around)
        result = await live.task(run)
        if (live.isStuck) await this.#tellStuck(live, run)
      }
      this.#endRun(live, result)
      if (result.kind === 'overtaken') return { kind: 'duplicate', context }
      if (hooks.hasEndHooks && result.kind !== 'suspended')
        await live.userStep(this.#callEndHooks(result, live))
      return this.#ran(live, result)
    } finally {
      this.#close(live)
    }
  }

  #mustAsk(attempt: Attempt): boolean {
    const { records } = this.#parts
    return records.areKept ? !records.beginsUnasked(attempt) : attempt.delivery.redelivered
  }

  /** @returns the end of an attempt that is not to run */
  async #ask(live: LiveAttempt): Promise<AttemptEnd | undefined> {
    const { attempt, context } = live
    const begun = await live.ownStep(this.begin(attempt))
    if (begun === 'duplicate') return { kind: 'duplicate', context }
    if (begun === 'obsolete') return OBSOLETE
    if (begun === 'repeated') this.#parts.report.duplicateRun(attempt, context.logger)
    if (attempt.isGivenUp) return STALE
    return begun === 'notStarted' ? this.#ran(live, { kind: 'interrupted' }) : undefined
  }

  /** @returns what a job that may no longer be started comes to */
  #beginRun({ attempt, context }: LiveAttempt): RunResult | undefined {
    const { records, report, trace } = this.#parts
    if (isDeadLetter(attempt.delivery.headers)) report.cameHome(attempt, context.logger)
    records.began(attempt)
    const error = expiredError(attempt.message, attempt.startedAtMs)
    if (error) return { kind: 'threw', error }
    attempt.place?.begin()
    report.started(attempt)
    trace?.started(attempt)
    return undefined
  }

  #endRun(live: LiveAttempt, result: RunResult): void {
    const { clock, trace } = this.#parts
    const { attempt } = live
    live.hasEnded()
    attempt.ranMs = clock.monotonicNow() - attempt.startedMonotonicMs
    trace?.ended(attempt, result)
  }

  async #tellStuck(live: LiveAttempt, run: Promise<RunResult>): Promise<void> {
    const { report, hooks } = this.#parts
    const { attempt, context } = live
    report.stuck(attempt, context)
    // Nobody takes what it still returns; whoever looks for its cause reads that it has ended.
    void run.then(() => report.stuckEnded(attempt, context))
    await live.userStep(hooks.job('onJobStuck', context, context.signal.reason))
  }

  async #callEndHooks(result: RunResult, { context }: LiveAttempt): Promise<void> {
    const { hooks } = this.#parts
    const { kind } = result
    if (kind === 'returned') await hooks.job('onJobSuccess', context, result.value)
    if (kind === 'threw') await hooks.job('onJobFailure', context, result.error)
    await hooks.job('onJobEnd', context)
  }

  #ran({ attempt, context, stopped }: LiveAttempt, result: RunResult): AttemptEnd {
    if (stopped?.kind === 'interrupted') this.#parts.report.interrupted(attempt, context)
    return { kind: 'ran', result, context }
  }

  #close(live: LiveAttempt): void {
    const { running, records } = this.#parts
    running.delete(live)
    live.close()
    records.ended(live.attempt)
  }
}

const STALE: AttemptEnd = { kind: 'stale' }
const OBSOLETE: AttemptEnd = { kind: 'obsolete' }
