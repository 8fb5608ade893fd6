import { currentScope, runInScope } from '#platform'

import { ConfigurationError } from '../errors/settings-errors.js'
import { stepTexts } from './step-texts.js'

/** The functions of steps that one run of a job is in. */
export class StepScope {
  /** Runs the function of a step: what it calls knows that it is inside, until its promise has settled. */
  async during<T>(step: string, run: () => T | Promise<T>): Promise<T> {
    const inside = new InsideStep(this, step)
    try {
      return await runInScope(inside, run)
    } finally {
      inside.isOver = true
    }
  }

  /**
   * @param call what is not to be called inside a step, for example `ctx.sleep`
   * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming the step
   */
  assertOutside(call: string): void {
    const scope = currentScope()
    if (!(scope instanceof InsideStep) || scope.isOver || scope.owner !== this) return
    const text = stepTexts.calledInsideStep({ step: scope.step })
    throw new ConfigurationError(call, [{ path: '', text }])
  }
}

/** A step whose function is under way. */
class InsideStep {
  readonly owner: StepScope
  readonly step: string
  /** What a step has left behind, such as a connection, goes on in its scope, for other steps and other jobs. */
  isOver = false

  constructor(owner: StepScope, step: string) {
    this.owner = owner
    this.step = step
  }
}
