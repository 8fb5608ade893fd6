import { durationToMs } from '@arq/core'
import { type ClockStep, ManualClock } from '@arq/memory'

/** How {@link TestClock.advance} moves. */
export interface AdvanceOptions {
  /**
   * Does not wait for tasks that run, so that their timeouts fall due. A task that does real work then seems to take as
   * long as the clock goes on meanwhile. @defaultValue false
   */
  readonly whileJobsRun?: boolean
}

/** What happens around each move of the clock. */
export interface ClockWatch {
  /** Called around a whole {@link TestClock.advance}: what is due meanwhile may start. */
  readonly during: <T>(move: () => Promise<T>) => Promise<T>
  /** Resolves when all that may run has run. */
  readonly quiet: () => Promise<void>
}

/**
 * The clock of a `TestArq`. It stands still until the test moves it; the jobs that fall due on the way run, each at its
 * time, also those of cron and of retries.
 */
export class TestClock extends ManualClock {
  #watch: ClockWatch | undefined

  /** @internal */
  watch(watch: ClockWatch): void {
    this.#watch = watch
  }

  /**
   * Moves the time on, from one moment at which something falls due to the next. What starts there ends before the clock
   * goes on, however long that takes in real time.
   * @throws ConfigurationError `ARQ_CONFIG_INVALID` when the step is negative or no duration
   * @throws AssertionError when a task goes on for longer than `patience`
   */
  override async advance(
    step: ClockStep,
    { whileJobsRun = false }: AdvanceOptions = {},
  ): Promise<void> {
    const watch = this.#watch
    if (!watch) return super.advance(step)
    const stepMs = durationToMs(typeof step === 'number' ? step / 1000 : step, 'advance')
    const untilMs = this.monotonicNow() + stepMs
    await watch.during(async () => {
      if (whileJobsRun) return super.advance(stepMs)
      await watch.quiet()
      for (;;) {
        const leftMs = untilMs - this.monotonicNow()
        const nextMs = this.nextTimerInMs
        if (leftMs <= 0 || nextMs === undefined || nextMs > leftMs) break
        await super.advance(nextMs)
        await watch.quiet()
      }
      await super.advance(Math.max(untilMs - this.monotonicNow(), 0))
      await watch.quiet()
    })
  }

  /** @internal To the next moment at which something falls due, waiting for nothing. @returns whether there is one */
  async stepOn(): Promise<boolean> {
    const nextMs = this.nextTimerInMs
    await super.advance(nextMs ?? 0)
    return nextMs !== undefined
  }
}
