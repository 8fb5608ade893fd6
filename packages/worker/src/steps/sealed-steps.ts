import {
  decodeStep,
  encodeStep,
  type JobSeal,
  type StepError,
  type StepRecord,
} from '@arq/core/internal'

/**
 * Steps of a job as its entries keep them. Of an encrypted job results and errors are encrypted, with the key that its
 * arguments came with: whoever can run the job can go on after its steps.
 */
export class StepTexts {
  readonly #seal: JobSeal | undefined

  /** @param seal absent: the job is in the clear */
  constructor(seal: JobSeal | undefined) {
    this.#seal = seal
  }

  encode(step: StepRecord): string {
    const seal = this.#seal
    if (!seal) return encodeStep(step)
    if (step.state === 'completed') {
      return encodeStep({ ...step, result: seal.ownValue(step.result, 'step') })
    }
    return encodeStep('error' in step ? { ...step, error: sealedError(step.error, seal) } : step)
  }

  /** @throws PayloadKeyMissing, DecryptFailed for what this job did not write with its key */
  decode(entry: { readonly text: string }): StepRecord {
    const step = decodeStep(entry)
    const seal = this.#seal
    if (!seal) return step
    if (step.state === 'completed') {
      return { ...step, result: seal.openValue(step.result, 'step') }
    }
    return 'error' in step ? { ...step, error: openedError(step.error, seal) } : step
  }
}

function sealedError(error: StepError, seal: JobSeal): StepError {
  const { message, stack } = error
  return {
    ...error,
    message: seal.ownText(message, 'error'),
    stack: stack === undefined ? undefined : seal.ownText(stack, 'stack'),
  }
}

function openedError(error: StepError, seal: JobSeal): StepError {
  const { message, stack } = error
  return {
    ...error,
    message: seal.openText(message, 'error'),
    stack: stack === undefined ? undefined : seal.openText(stack, 'stack'),
  }
}
