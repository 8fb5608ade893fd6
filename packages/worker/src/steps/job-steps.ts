import {
  type Duration,
  durationToMs,
  isArqError,
  type SleepOptions,
  StepFailed,
  type StepRun,
} from '@arq/core'
import {
  afterStepError,
  findJsonProblem,
  type JobSeal,
  notCarried,
  pause,
  readProperty,
  readStepOptions,
  stepEntryName,
  type StepError,
  stepErrorOf,
  StepNames,
  type StepPolicy,
  type StepRecord,
  StepScope,
  wireTexts,
} from '@arq/core/internal'

import type { DurableJob } from '../run/durable-context.js'
import type { DurableRun } from '../suspend/durable-run.js'
import { StepTexts } from './sealed-steps.js'

/** Waits of up to this long stay in the slot: to suspend the job would take the broker longer. */
const LONGEST_WAIT_IN_SLOT_MS = 1000

interface JobStepsParts {
  readonly job: DurableJob
  readonly run: DurableRun
  /** Of an encrypted job. */
  readonly seal?: JobSeal | undefined
}

type StepFunction = (step: StepRun) => unknown

/** The steps of one attempt. */
export class JobSteps {
  readonly #parts: JobStepsParts
  readonly #names = new StepNames()
  readonly #scope = new StepScope()
  readonly #texts: StepTexts
  /** What this attempt has written since it asked. */
  readonly #written = new Map<string, { readonly text: string }>()

  constructor(parts: JobStepsParts) {
    this.#parts = parts
    this.#texts = new StepTexts(parts.seal)
  }

  /** @throws ConfigurationError `ARQ_CONFIG_INVALID` inside the function of a step */
  assertOutside(call: string): void {
    this.#scope.assertOutside(call)
  }

  async step(given: unknown, rest: readonly unknown[]): Promise<unknown> {
    const name = this.#names.next(given)
    const { policy, run } = readStepOptions(rest)
    const { run: durable } = this.#parts
    let tries = 0
    for (;;) {
      const done = await durable.during(() => this.#once(name, run, policy, tries))
      if (done.kind === 'completed') return done.result
      tries = done.tries
      await this.#waitUntil(durable.clock.now() + done.delayMs)
    }
  }

  async sleep(duration: Duration, { name: given = 'sleep' }: SleepOptions = {}): Promise<void> {
    const name = this.#names.next(given)
    const ms = durationToMs(duration, 'sleep')
    const { run, job } = this.#parts
    job.signal.throwIfAborted()
    if (ms <= LONGEST_WAIT_IN_SLOT_MS) return this.#pause(ms)
    run.mayWait(ms)
    const untilMs = await run.during(() => this.#endOfSleep(name, run.clock.now() + ms))
    await this.#waitUntil(untilMs)
  }

  /** One try of a step, unless it has ended before. */
  async #once(
    name: string,
    run: StepFunction,
    policy: StepPolicy,
    triesHere: number,
  ): Promise<
    | { readonly kind: 'completed'; readonly result: unknown }
    | { readonly kind: 'again'; readonly delayMs: number; readonly tries: number }
  > {
    const { job } = this.#parts
    const { clock } = this.#parts.run
    const found = await this.#find(name)
    if (found?.state === 'completed') return { kind: 'completed', result: found.result }
    const isOfThisTry = found && 'jobTry' in found && found.jobTry === job.jobTry
    if (isOfThisTry && found.state === 'failed') throw failedBefore(job.jobId, name, found.error)
    const earlier = isOfThisTry && found.state === 'retrying' ? found : undefined
    const waitMs = earlier && triesHere === 0 ? earlier.untilMs - clock.now() : 0
    if (earlier && waitMs > 0) return { kind: 'again', delayMs: waitMs, tries: earlier.tries }
    job.signal.throwIfAborted()
    const stepTry = Math.max(triesHere, earlier?.tries ?? 0) + 1
    const beganMs = clock.now()
    let value: unknown
    try {
      const idempotencyKey = job.idempotencyKey(name)
      value = await this.#scope.during(name, () => run({ name, stepTry, idempotencyKey }))
    } catch (error) {
      const times = { beganMs: earlier?.beganMs ?? beganMs, endedMs: clock.now(), tries: stepTry }
      return this.#afterError(name, error, policy, times)
    }
    const result = jsonOf(name, value)
    const times = { beganMs, endedMs: clock.now(), tries: stepTry }
    return {
      kind: 'completed',
      result: await this.#keep(name, { state: 'completed', result, ...times }),
    }
  }

  /** @throws what the step threw, unless it is to be tried again */
  async #afterError(
    name: string,
    error: unknown,
    policy: StepPolicy,
    times: { readonly beganMs: number; readonly endedMs: number; readonly tries: number },
  ): Promise<{ readonly kind: 'again'; readonly delayMs: number; readonly tries: number }> {
    const { job, run } = this.#parts
    const { clock, random, canSuspend } = run
    // What a step makes of being told to stop says nothing of the step.
    if (job.signal.aborted || isRetrySignal(error)) throw error
    const { jobTry } = job
    const told = stepErrorOf(error, clock.now())
    const verdict = afterStepError(error, policy, times.tries, random())
    if (verdict.kind === 'fails') {
      await this.#write(name, { state: 'failed', jobTry, error: told, ...times })
      throw error
    }
    const { delayMs } = verdict
    if (canSuspend && delayMs > LONGEST_WAIT_IN_SLOT_MS) {
      const untilMs = times.endedMs + delayMs
      await this.#write(name, { state: 'retrying', jobTry, untilMs, error: told, ...times })
    }
    return { kind: 'again', delayMs, tries: times.tries }
  }

  /** When a sleep ends: as it was stored at its first run, or stored now. */
  async #endOfSleep(name: string, untilMs: number): Promise<number> {
    const found = await this.#find(name)
    if (found?.state === 'sleeping') return found.untilMs
    await this.#write(name, { state: 'sleeping', beganMs: this.#parts.run.clock.now(), untilMs })
    return untilMs
  }

  async #waitUntil(untilMs: number): Promise<void> {
    const { run } = this.#parts
    const { clock, canSuspend } = run
    const leftMs = untilMs - clock.now()
    if (leftMs <= 0) return
    // Without delays only the retry of a step comes here: a sleep is refused.
    if (leftMs <= LONGEST_WAIT_IN_SLOT_MS || !canSuspend) await this.#pause(leftMs)
    else await run.suspend({ untilMs })
  }

  /** In the slot. */
  async #pause(ms: number): Promise<void> {
    const { job, run } = this.#parts
    const { signal } = job
    const { clock } = run
    await run.during(() => pause(ms, { clock, signal }))
    signal.throwIfAborted()
  }

  async #find(name: string): Promise<StepRecord | undefined> {
    const { entries } = await this.#parts.run.entries()
    const entry = this.#written.get(name) ?? entries.get(stepEntryName(name))
    return entry && this.#texts.decode(entry)
  }

  /**
   * Stores the outcome of a step. The first one that was stored stays: where a run of the job that was cut off was faster,
   * its result is the step's.
   */
  async #keep(name: string, step: StepRecord & { readonly state: 'completed' }): Promise<unknown> {
    const { run } = this.#parts
    const entryName = stepEntryName(name)
    for (;;) {
      const { entries } = await run.entries()
      const found = entries.get(entryName)
      const standing = found && this.#texts.decode(found)
      if (standing?.state === 'completed') return standing.result
      const change = {
        name: entryName,
        text: this.#texts.encode(step),
        ifVersion: found?.version ?? null,
      }
      const written = await run.write([change])
      if (written.kind === 'written') return step.result
      await run.freshEntries()
    }
  }

  async #write(name: string, step: StepRecord): Promise<void> {
    const text = this.#texts.encode(step)
    await this.#parts.run.write([{ name: stepEntryName(name), text }])
    this.#written.set(name, { text })
  }
}

/** As every later run is given it. */
function jsonOf(name: string, value: unknown): unknown {
  if (value === undefined) return undefined
  const problem = findJsonProblem(value, 'result')
  if (problem) throw notCarried(wireTexts.theStep({ step: name }), problem, { step: name })
  return JSON.parse(JSON.stringify(value)) as unknown
}

const failedBefore = (jobId: string, step: string, error: StepError): StepFailed =>
  new StepFailed({ jobId, step, original: error, retryable: error.retryable })

/** `Retry` is a word to the worker, not an outcome. */
const isRetrySignal = (error: unknown): boolean =>
  isArqError(error) && readProperty(error, 'code') === 'ARQ_JOB_RETRY'
