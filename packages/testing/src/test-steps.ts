import { type Duration, durationToMs, type SleepOptions, type StepRun } from '@arq/core'
import {
  findJsonProblem,
  isStepRetried,
  notCarried,
  readStepOptions,
  StepNames,
  StepScope,
  wireTexts,
} from '@arq/core/internal'

/** A step that a task has done, or a sleep that it has passed over. */
export interface TestStep {
  /** With its number, where the name is used more than once. */
  readonly name: string
  /** What it gave, as JSON carries it; of a sleep `undefined`. */
  readonly result: unknown
  /** 0: of a sleep. */
  readonly tries: number
  /** Of a sleep: how long it was to be, milliseconds. */
  readonly sleptMs?: number | undefined
}

/** The steps of a task that is run by itself: kept over the runs of one context, as a store keeps them over tries. */
export class TestSteps {
  /** In the order in which they ended. */
  readonly all: TestStep[] = []
  readonly #scope = new StepScope()
  #names = new StepNames()

  /** The task begins: names are counted anew. */
  begin(): void {
    this.#names = new StepNames()
  }

  async step(
    given: unknown,
    rest: readonly unknown[],
    idempotencyKey: (name: string) => string,
  ): Promise<unknown> {
    this.#scope.assertOutside('ctx.step')
    const name = this.#names.next(given)
    const { policy, run } = readStepOptions(rest)
    const found = this.#find(name)
    if (found) return found.result
    const scoped = (step: StepRun): unknown => this.#scope.during(name, () => run(step))
    const { value, tries } = await tried(scoped, policy.retries, {
      name,
      idempotencyKey: idempotencyKey(name),
    })
    const problem = value === undefined ? undefined : findJsonProblem(value, 'result')
    if (problem) throw notCarried(wireTexts.theStep({ step: name }), problem, { step: name })
    const result: unknown = value === undefined ? undefined : JSON.parse(JSON.stringify(value))
    this.all.push({ name, result, tries })
    return result
  }

  /** @throws ConfigurationError `ARQ_CONFIG_INVALID` inside the function of a step, as in a worker */
  assertOutside(call: string): void {
    this.#scope.assertOutside(call)
  }

  /** Takes no time: a test of one function has no clock. */
  sleep(duration: Duration, { name: given = 'sleep' }: SleepOptions = {}): void {
    this.#scope.assertOutside('ctx.sleep')
    const name = this.#names.next(given)
    const sleptMs = durationToMs(duration, 'sleep')
    if (!this.#find(name)) this.all.push({ name, result: undefined, tries: 0, sleptMs })
  }

  #find(name: string): TestStep | undefined {
    return this.all.find((step) => step.name === name)
  }
}

async function tried(
  run: (step: StepRun) => unknown,
  retries: number,
  step: Omit<StepRun, 'stepTry'>,
): Promise<{ readonly value: unknown; readonly tries: number }> {
  for (let stepTry = 1; ; stepTry += 1) {
    try {
      return { value: await run({ ...step, stepTry }), tries: stepTry }
    } catch (error) {
      if (stepTry > retries || !isStepRetried(error)) throw error
    }
  }
}
