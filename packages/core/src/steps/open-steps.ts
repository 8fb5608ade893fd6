import type { JobRecord } from '../job/job.js'
import { openErrors, type RecordKeys } from '../payloads/open-record.js'
import type { StepInfo } from './step-record.js'

/**
 * The steps of a job for a reader: errors that are encrypted in the clear, or `encrypted (key …)` in their place where the
 * key is not here.
 */
export async function openStepErrors(
  steps: readonly StepInfo[],
  record: JobRecord,
  keys: RecordKeys,
): Promise<readonly StepInfo[]> {
  const errors = await openErrors(
    steps.map(({ error = '' }) => error),
    record,
    keys,
  )
  return steps.map((step, index) =>
    step.error === undefined ? step : { ...step, error: errors[index] },
  )
}
