import type { Duration } from '../time/duration.js'

/** How a step is tried. */
export interface StepOptions {
  /**
   * Tries after the first one, within this try of the job. Not for errors that another try would not mend: those of wrong
   * arguments and settings, `Retry`, and after the job was told to stop. @defaultValue 0
   */
  readonly retries?: number
  /**
   * Wait before its first retry; each further one waits twice as long, at most an hour. Longer than a second: the job is
   * suspended meanwhile, as in `ctx.sleep`. @defaultValue `1s`
   */
  readonly backoff?: Duration
}

/** What the function of a step gets. */
export interface StepRun {
  /** With its number, where the name is used more than once. */
  readonly name: string
  /** This try of the step, from 1. */
  readonly stepTry: number
  /** `ctx.idempotencyKey(name)`: to give to other systems, so that they do the step once should it be run twice. */
  readonly idempotencyKey: string
}

/** How a sleep is stored. */
export interface SleepOptions {
  /** Tells the sleeps of a task apart, as the name of a step does. @defaultValue `sleep` */
  readonly name?: string
}
