import type { Clock, EntriesWritten, EntryChange, Transport } from '@arq/core'
import { delayRefusal } from '@arq/core/internal'

import type { Attempt } from '../run/attempt.js'
import type { EndableAttempt } from '../run/durable-context.js'
import { joinWaits, type Wait } from '../run/wait.js'
import type { JobEntries, JobTurns } from './job-turns.js'
import { QuietTask } from './quiet-task.js'

interface DurableRunParts {
  readonly attempt: Attempt
  readonly live: EndableAttempt
  readonly turns: JobTurns
  readonly clock: Clock
  readonly transport: Pick<Transport, 'capabilities' | 'description'>
  /** From 0 to below 1. */
  readonly random: () => number
}

/**
 * What the features of `ctx` that outlive an attempt stand on: the entries of its job, and the way to suspend it. One for
 * each attempt that uses any of them.
 */
export class DurableRun {
  readonly #parts: DurableRunParts
  readonly #quiet: QuietTask
  readonly clock: Clock
  readonly random: () => number
  #loading: Promise<JobEntries> | undefined

  constructor(parts: DurableRunParts) {
    this.#parts = parts
    this.clock = parts.clock
    this.random = parts.random
    this.#quiet = new QuietTask((waits) => {
      parts.live.endWith({ kind: 'suspended', wait: joinWaits(waits) })
    })
  }

  /** Whether the transport can put off a message: without that, nothing can be suspended. */
  get canSuspend(): boolean {
    return this.#parts.transport.capabilities.delay !== undefined
  }

  /** @throws UnsupportedError when the transport cannot put a message off for so long */
  mayWait(ms: number): void {
    const refusal = delayRefusal(this.#parts.transport, ms)
    if (refusal) throw refusal
  }

  /** What is stored of the job: as it was when the attempt first asked. Never settles when another message has the job. */
  entries(): Promise<JobEntries> {
    this.#loading ??= this.#load()
    return this.#loading
  }

  /**
   * Writes entries of the job. Never settles when the store does not answer before the worker ends.
   * @throws ResultStoreError when the store refuses
   */
  async write(changes: readonly EntryChange[]): Promise<EntriesWritten> {
    const { turns, attempt } = this.#parts
    const answer = await turns.write(attempt, changes)
    if (answer.kind === 'answered') return answer.value
    if (answer.kind === 'refused') throw answer.error
    return never()
  }

  /** The entries as they are now. */
  async freshEntries(): Promise<JobEntries> {
    this.#loading = this.#load()
    return this.#loading
  }

  /** Does something that the task must not be suspended in: the other branches wait for its end. */
  during<T>(work: () => Promise<T>): Promise<T> {
    return this.#quiet.during(work)
  }

  /**
   * Suspends the job, once nothing else of it is under way. Never settles: neither what stands after it runs, nor `catch`
   * and `finally`. The job is run from its beginning when the wait is over.
   * @throws UnsupportedError when the transport cannot put a message off for so long
   */
  async suspend(wait: Wait): Promise<never> {
    this.mayWait(Math.max(wait.untilMs - this.clock.now(), 1))
    return this.#quiet.wait(wait)
  }

  async #load(): Promise<JobEntries> {
    const { attempt, turns, live } = this.#parts
    const claimed = turns.takeClaimed(attempt) ?? (await turns.claim(attempt))
    switch (claimed.kind) {
      case 'mine':
        return claimed.found
      case 'void':
        live.endWith({ kind: 'overtaken' })
        return never()
      case 'away':
        return never()
      case 'refused':
        throw claimed.error
    }
  }
}

/** For what is not to go on. One of its own each time: nothing but the task that awaits it may hold it. */
const never = (): Promise<never> => new Promise(() => undefined)
