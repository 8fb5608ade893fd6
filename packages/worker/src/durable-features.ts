import type { Duration, SleepOptions } from '@arq/core'
import type { JobSeal } from '@arq/core/internal'

import type { DurableContext, DurableJob } from './run/durable-context.js'
import { waitForSignal } from './signals/wait-for-signal.js'
import { JobSteps } from './steps/job-steps.js'
import type { DurableRun } from './suspend/durable-run.js'

interface DurableFeaturesParts {
  readonly job: DurableJob
  readonly run: DurableRun
  /** Of an encrypted job. */
  readonly seal?: JobSeal | undefined
}

/** What `ctx` has that outlives an attempt: each feature on the same run. */
export class DurableFeatures implements DurableContext {
  readonly #parts: DurableFeaturesParts
  readonly #steps: JobSteps

  constructor(parts: DurableFeaturesParts) {
    this.#parts = parts
    this.#steps = new JobSteps(parts)
  }

  async step(name: unknown, rest: readonly unknown[]): Promise<unknown> {
    this.#steps.assertOutside('ctx.step')
    return this.#steps.step(name, rest)
  }

  async sleep(duration: Duration, options?: SleepOptions): Promise<void> {
    this.#steps.assertOutside('ctx.sleep')
    await this.#steps.sleep(duration, options)
  }

  async waitFor(name: unknown, options: unknown): Promise<unknown> {
    this.#steps.assertOutside('ctx.waitFor')
    return waitForSignal(this.#parts, name, options)
  }
}
